using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>The rows that Fit learns from, read once: dense, row-major, all finite.</summary>
internal sealed class FeatureRows
{
    private const int CancellationInterval = 1024;

    private FeatureRows(Memory<float> values, int count, int dimension)
    {
        Values = values;
        Count = count;
        Dimension = dimension;
    }

    /// <summary>Count × dimension values.</summary>
    internal Memory<float> Values { get; }

    internal int Count { get; }

    internal int Dimension { get; }

    /// <summary>Reads all rows of a column. Rows with NaN or infinity are left out, and counted in one warning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row, none is finite, or they do not fit in memory.</exception>
    internal static FeatureRows Read(IDataView input, InputColumn column, IChannel channel, CancellationToken cancellationToken)
    {
        var (bound, size) = column.Bind(input.Schema, nameof(input));
        var known = input.GetRowCount();
        if (known > Array.MaxLength / size)
            throw TooMany(known.Value, size);

        var rows = new RowBuffer(size, (int?)known);
        long skipped = 0;
        long read = 0;
        using (var cursor = input.GetRowCursor([bound]))
        {
            var reader = new FeatureReader(cursor, bound, size);
            while (cursor.MoveNext())
            {
                if (read++ % CancellationInterval == 0)
                    cancellationToken.ThrowIfCancellationRequested();
                if (rows.Count == Array.MaxLength / size)
                    throw TooMany(rows.Count + 1L, size);
                var row = rows.Next();
                reader.Read(row);
                if (FeatureReader.IsFinite(row))
                    rows.Keep();
                else
                    skipped++;
            }
        }

        if (read == 0)
            throw new InvalidOperationException($"The training data has no rows: at least 1 is needed in {column.Role} '{column.Name}'");
        if (rows.Count == 0)
            throw new InvalidOperationException($"All {read} training rows have NaN or infinite values in {column.Role} '{column.Name}'");
        if (skipped > 0)
            channel.Warning(MessageSensitivity.None, $"Skipped {skipped} of {read} rows with NaN or infinite values in {column.Role} '{column.Name}'");
        return new FeatureRows(rows.ToMemory(), rows.Count, size);
    }

    private static InvalidOperationException TooMany(long rows, int size)
        => new($"{rows} rows of {size} values do not fit in one array: at most {Array.MaxLength / size} rows can be held in memory");
}
