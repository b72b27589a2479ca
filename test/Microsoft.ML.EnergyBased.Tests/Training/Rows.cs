using System.Globalization;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Training;

/// <summary>Training rows for the tests of objectives.</summary>
internal static class Rows
{
    /// <summary>The features of a file under samples/data, row-major.</summary>
    public static float[] Load(string file, int dimension, float scale = 1)
        => [.. File.ReadLines(TestData.PathOf(file)).Skip(1).SelectMany(line => line.Split(',').Take(dimension)
            .Select(field => float.Parse(field, CultureInfo.InvariantCulture) * scale))];

    /// <summary>The last column of a file, as numbers of classes in the order in which they come.</summary>
    public static int[] Labels(string file)
    {
        var classes = new List<string>();
        return [.. File.ReadLines(TestData.PathOf(file)).Skip(1).Select(line =>
        {
            var label = line.Split(',')[^1];
            if (!classes.Contains(label))
                classes.Add(label);
            return classes.IndexOf(label);
        })];
    }

    /// <summary>Each column with mean 0 and population deviation 1.</summary>
    public static float[] Standardise(float[] rows, int dimension)
    {
        var count = rows.Length / dimension;
        var result = new float[rows.Length];
        for (var j = 0; j < dimension; j++)
        {
            double mean = 0, square = 0;
            for (var i = 0; i < count; i++)
                mean += rows[(i * dimension) + j];
            mean /= count;
            for (var i = 0; i < count; i++)
                square += (rows[(i * dimension) + j] - mean) * (rows[(i * dimension) + j] - mean);
            var deviation = Math.Sqrt(square / count);
            for (var i = 0; i < count; i++)
                result[(i * dimension) + j] = deviation > 0 ? (float)((rows[(i * dimension) + j] - mean) / deviation) : 0;
        }
        return result;
    }

    public static float[] Normals(int count, ulong seed = 21)
    {
        var values = new float[count];
        new RandomStream(seed, RandomPurpose.Weights, 3).FillNormal(values);
        return values;
    }

    /// <summary>Opens rows as blocks of so many rows.</summary>
    public static Func<IEnumerator<ReadOnlyMemory<float>>> Stream(float[] rows, int dimension, int blockRows)
    {
        return Open;

        IEnumerator<ReadOnlyMemory<float>> Open()
        {
            for (var start = 0; start < rows.Length; start += blockRows * dimension)
                yield return rows.AsMemory(start, Math.Min(blockRows * dimension, rows.Length - start));
        }
    }
}
