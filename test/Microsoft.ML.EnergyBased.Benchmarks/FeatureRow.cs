using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Benchmarks;

/// <summary>A row of 64 features, the shape of the side-by-side runs' clusters.</summary>
public sealed class FeatureRow
{
    public const int Size = 64;

    [VectorType(Size)]
    public float[] Features { get; set; } = [];

    /// <summary>Row-major values as rows in memory.</summary>
    internal static FeatureRow[] Split(ReadOnlySpan<float> values)
    {
        var rows = new FeatureRow[values.Length / Size];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new FeatureRow { Features = values.Slice(i * Size, Size).ToArray() };
        return rows;
    }

    /// <summary>Rows about 64 random centres, for benchmarks that need no file.</summary>
    internal static float[] Clusters(int count)
    {
        var random = new Random(1);
        var centres = Enumerable.Range(0, 64 * Size).Select(_ => 8 * (random.NextSingle() - 0.5f)).ToArray();
        var values = new float[count * Size];
        for (var i = 0; i < count; i++)
        {
            var centre = centres.AsSpan(random.Next(64) * Size, Size);
            for (var j = 0; j < Size; j++)
                values[(i * Size) + j] = centre[j] + (2 * (random.NextSingle() - 0.5f));
        }

        return values;
    }
}

/// <summary>What is read of a scored row.</summary>
public sealed class ScoredRow
{
    public float Energy { get; set; }

    public uint PredictedLabel { get; set; }
}
