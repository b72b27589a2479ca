using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>The rows that Fit learns from, read once: dense, row-major, all finite.</summary>
internal sealed class FeatureRows
{
    private const int CancellationInterval = 1024;

    private FeatureRows(Memory<float> values, float[]? weights, int count, int dimension)
    {
        Weights = weights;
        Values = values;
        Count = count;
        Dimension = dimension;
    }

    /// <summary>Count × dimension values.</summary>
    internal Memory<float> Values { get; }

    /// <summary>One weight a row, finite and not negative, or null where no weight column was named.</summary>
    internal float[]? Weights { get; }

    internal int Count { get; }

    internal int Dimension { get; }

    /// <summary>
    /// Reads all rows of a column. Rows with NaN or infinity (or a weight that is negative or not finite) are left out,
    /// and counted in one warning.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row, none is finite, or they do not fit in memory.</exception>
    internal static FeatureRows Read(
        IDataView input, InputColumn column, InputColumn? weightColumn, IChannel channel, CancellationToken cancellationToken)
    {
        var (bound, size) = column.Bind(input.Schema, nameof(input));
        var weight = weightColumn?.Bind(input.Schema, nameof(input)).Column;
        var weights = weight is null ? null : new List<float>();
        var known = input.GetRowCount();
        if (known > Array.MaxLength / size)
            throw TooMany(known.Value, size);

        var rows = new RowBuffer(size, (int?)known);
        long skipped = 0;
        long read = 0;
        using (var cursor = input.GetRowCursor(weight is { } active ? [bound, active] : [bound]))
        {
            var reader = new FeatureReader(cursor, bound, size);
            var getWeight = weight is { } present ? cursor.GetGetter<float>(present) : null;
            var rowWeight = 1f;
            while (cursor.MoveNext())
            {
                if (read++ % CancellationInterval == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                if (rows.Count == Array.MaxLength / size)
                    throw TooMany(rows.Count + 1L, size);
                var row = rows.Next();
                reader.Read(row);
                getWeight?.Invoke(ref rowWeight);
                if (!FeatureReader.IsFinite(row) || !(rowWeight >= 0 && float.IsFinite(rowWeight)))
                {
                    skipped++;
                    continue;
                }

                rows.Keep();
                weights?.Add(rowWeight);
            }
        }

        var where = $"{column.Role} '{column.Name}'" + (weightColumn is null ? "" : $", or a bad weight in '{weightColumn.Name}'");
        if (read == 0)
            throw new InvalidOperationException($"The training data has no rows: at least 1 is needed in {column.Role} '{column.Name}'");
        if (rows.Count == 0)
            throw new InvalidOperationException($"All {read} training rows have NaN or infinite values in {where}");
        if (skipped > 0)
            channel.Warning(MessageSensitivity.None, $"Skipped {skipped} of {read} rows with NaN or infinite values in {where}");
        return new FeatureRows(rows.ToMemory(), weights?.ToArray(), rows.Count, size);
    }

    private static InvalidOperationException TooMany(long rows, int size)
        => new($"{rows} rows of {size} values do not fit in one array: at most {Array.MaxLength / size} rows can be held in memory");
}
