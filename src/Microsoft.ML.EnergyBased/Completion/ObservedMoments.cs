using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>Mean and standard deviation of what is observed of each feature, gathered in one pass over rows with NaN in them.</summary>
internal sealed record ObservedMoments(FeatureMoments Features, long Rows, long Unobserved, long Values)
{
    /// <summary>Gathers them. Of a feature that none of them observes the model itself says where it is.</summary>
    /// <exception cref="InvalidOperationException">There is no usable row.</exception>
    internal static ObservedMoments Of(TrainingData data, EnergyModelTransformer model, TrainingLog log)
    {
        var width = data.Width;
        var counts = new long[width];
        var means = new double[width];
        var squares = new double[width];
        long rows = 0;
        foreach (var block in data.Blocks())
        {
            for (var start = 0; start < block.Length; start += width, rows++)
                Add(block.Span.Slice(start, width), counts, means, squares);
        }

        for (var j = 0; j < width; j++)
            squares[j] /= Math.Max(counts[j], 1);
        if (counts.Count(count => count == 0) is > 0 and var never)
        {
            log.Info($"no row observes {never} of the {width} values in {string.Join(", ", data.Columns.Select(c => c.Where))}: searches for them begin where the model has them.");
            ModelMoments.Fill(model, counts, means, squares);
        }

        return new ObservedMoments(FeatureMoments.Of(means, squares), rows, (rows * width) - counts.Sum(), rows * width);
    }

    // Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4 (1962).
    private static void Add(ReadOnlySpan<float> row, long[] counts, double[] means, double[] squares)
    {
        for (var j = 0; j < row.Length; j++)
        {
            if (float.IsNaN(row[j]))
                continue;
            var difference = row[j] - means[j];
            means[j] += difference / ++counts[j];
            squares[j] += difference * (row[j] - means[j]);
        }
    }
}
