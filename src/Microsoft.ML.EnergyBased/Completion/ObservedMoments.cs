using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>Mean and standard deviation of what is observed of each feature, gathered in one pass over rows with NaN in them.</summary>
internal sealed record ObservedMoments(FeatureMoments Features, long Rows, long Unobserved, long Values)
{
    /// <summary>Reads the rows. Of a feature that none of them observes the model itself says where it is.</summary>
    /// <exception cref="InvalidOperationException">There is no usable row.</exception>
    internal static ObservedMoments Read(
        IDataView input, IReadOnlyList<InputColumn> columns, EnergyModelTransformer model, TrainingLog log, CancellationToken cancellationToken)
    {
        var width = TrainingCursor.WidthOf(input, columns);
        var counts = new long[width];
        var means = new double[width];
        var squares = new double[width];
        var row = new float[width];
        long rows = 0;
        using var cursor = new TrainingCursor(input, columns, cancellationToken);
        for (; cursor.Next(row); rows++)
        {
            for (var j = 0; j < width; j++)
            {
                if (float.IsNaN(row[j]))
                    continue;
                // Welford, "Note on a method for calculating corrected sums of squares and products", Technometrics 4 (1962).
                var difference = row[j] - means[j];
                means[j] += difference / ++counts[j];
                squares[j] += difference * (row[j] - means[j]);
            }
        }

        cursor.CheckAny();
        cursor.Tell(log);
        for (var j = 0; j < width; j++)
            squares[j] /= Math.Max(counts[j], 1);
        if (counts.Count(count => count == 0) is > 0 and var never)
        {
            log.Info($"no row observes {never} of the {width} values in {string.Join(", ", columns.Select(c => $"{c.Role} '{c.Name}'"))}: searches for them begin where the model has them.");
            ModelMoments.Fill(model, counts, means, squares);
        }

        return new ObservedMoments(FeatureMoments.Of(means, squares), rows, (rows * width) - counts.Sum(), rows * width);
    }
}
