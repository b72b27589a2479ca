using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>A row with a scalar and a vector of each kind that the transforms read.</summary>
public sealed class Measurement
{
    public float Width { get; set; }

    public double Height { get; set; }

    [VectorType(2)]
    public float[] Features { get; set; } = [];

    [VectorType(2)]
    public double[] Precise { get; set; } = [];

    public string Kind { get; set; } = "";

    public int Number { get; set; }
}

/// <summary>What the tests of this folder do with views.</summary>
internal static class View
{
    public static IDataView Of(MLContext ml, params Measurement[] rows) =>
        ml.Data.LoadFromEnumerable(rows);

    /// <summary>Rows whose Width, Height, and both slots of the vectors follow the given values.</summary>
    public static IDataView Of(MLContext ml, params float[] values) =>
        Of(ml, [.. values.Select(v => new Measurement { Width = v, Height = v, Features = [v, 2 * v], Precise = [v, -v] })]);

    public static float[] Singles(IDataView view, string name) => [.. view.GetColumn<float>(name)];

    public static double[] Doubles(IDataView view, string name) => [.. view.GetColumn<double>(name)];

    public static float[][] Vectors(IDataView view, string name) => [.. view.GetColumn<float[]>(name)];

    public static string[] SlotNames(DataViewSchema.Column column)
    {
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }

    public static T[] KeyValues<T>(DataViewSchema.Column column)
    {
        var values = default(VBuffer<T>);
        column.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    /// <summary>What is left of a transformer after saving and loading.</summary>
    public static ITransformer SavedAndLoaded(MLContext ml, ITransformer transformer, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        ml.Model.Save(transformer, schema, stream);
        stream.Position = 0;
        return new MLContext().Model.Load(stream, out _);
    }

    public static void Near(IEnumerable<float> expected, IEnumerable<float> actual, float tolerance = 1e-6f)
    {
        var (left, right) = (expected.ToArray(), actual.ToArray());
        Assert.Equal(left.Length, right.Length);
        for (var i = 0; i < left.Length; i++)
            Assert.Equal(left[i], right[i], tolerance);
    }
}
