using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased;

/// <summary>Mean and deviation of what is observed of each feature, gathered in one pass over rows with NaN in them.</summary>
internal sealed record ObservedMoments(FeatureMoments Features, long Rows, long Unobserved, long Values)
{
    /// <exception cref="InvalidOperationException">There is no usable row, or a feature is never observed.</exception>
    internal static ObservedMoments Read(IDataView input, IReadOnlyList<InputColumn> columns, TrainingLog log, CancellationToken cancellationToken)
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
        if (Array.IndexOf(counts, 0) is var never and >= 0)
            throw new InvalidOperationException($"No row observes value {never} of {string.Join(", ", columns.Select(c => $"{c.Role} '{c.Name}'"))}: at least one must");
        for (var j = 0; j < width; j++)
            squares[j] /= counts[j];
        return new ObservedMoments(FeatureMoments.Of(means, squares), rows, (rows * width) - counts.Sum(), rows * width);
    }
}
