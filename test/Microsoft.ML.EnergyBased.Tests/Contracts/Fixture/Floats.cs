using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>How the zeros of a vector are represented.</summary>
public enum Zeros
{
    /// <summary>Every value is there.</summary>
    Dense,

    /// <summary>Zeros are left out.</summary>
    Implicit,

    /// <summary>The first zero of a row is left out, the others are there with their indices.</summary>
    Explicit,
}

/// <summary>Columns of Single, scalar or vector, to and from plain arrays.</summary>
public static class Floats
{
    public static TableColumn Column(string name, bool isVector, IEnumerable<float[]> rows, DataViewSchema.Annotations? annotations = null)
    {
        float[][] all = [.. rows];
        return isVector ? Vector(name, all, annotations: annotations) : Scalar(name, all.Select(r => r[0]), annotations);
    }

    public static TableColumn Scalar(string name, IEnumerable<float> values, DataViewSchema.Annotations? annotations = null)
        => TableColumn.Scalar(name, NumberDataViewType.Single, values, annotations);

    public static TableColumn Vector(string name, float[][] rows, Zeros zeros = Zeros.Dense, DataViewSchema.Annotations? annotations = null)
        => TableColumn.Vector(name, NumberDataViewType.Single, rows[0].Length, rows.Select(r => Buffer(r, zeros)), annotations);

    /// <summary>The rows of a Single or vector column, dense.</summary>
    public static float[][] Of(TableColumn column)
    {
        var row = 0;
        var rows = new float[column.Rows][];
        switch (column.CreateGetter(() => row))
        {
            case ValueGetter<float> scalar:
                for (; row < rows.Length; row++)
                {
                    rows[row] = new float[1];
                    scalar(ref rows[row][0]);
                }

                break;
            case ValueGetter<VBuffer<float>> vector:
                VBuffer<float> buffer = default;
                for (; row < rows.Length; row++)
                {
                    vector(ref buffer);
                    rows[row] = [.. buffer.DenseValues()];
                }

                break;
            default:
                throw new ArgumentException($"Column '{column.Name}' is {column.Type}, not numbers of Single", nameof(column));
        }

        return rows;
    }

    private static VBuffer<float> Buffer(float[] row, Zeros zeros)
    {
        if (zeros == Zeros.Dense)
            return new VBuffer<float>(row.Length, row);
        var first = Array.IndexOf(row, 0f);
        int[] indices = [.. Enumerable.Range(0, row.Length).Where(i => zeros == Zeros.Implicit ? row[i] != 0 : i != first)];
        return new VBuffer<float>(row.Length, indices.Length, Array.ConvertAll(indices, i => row[i]), indices);
    }
}
