using Microsoft.ML.EnergyBased.Components;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>The rows that Fit learns from, read once: dense, row-major, all finite.</summary>
internal sealed class FeatureRows
{
    private FeatureRows(Memory<float> values, int count, int width)
    {
        Values = values;
        Count = count;
        Width = width;
    }

    /// <summary>Count × width values.</summary>
    internal Memory<float> Values { get; }

    internal int Count { get; }

    /// <summary>Values in a row: the columns side by side.</summary>
    internal int Width { get; }

    /// <summary>Takes the last column out of the rows, in place, and gives it.</summary>
    internal float[] SplitLast(out Memory<float> rest)
    {
        var last = new float[Count];
        var values = Values.Span;
        for (var row = 0; row < Count; row++)
        {
            last[row] = values[(row * Width) + Width - 1];
            values.Slice(row * Width, Width - 1).CopyTo(values[(row * (Width - 1))..]);
        }

        rest = Values[..(Count * (Width - 1))];
        return last;
    }

    /// <summary>Reads all rows. Those with NaN or infinity are left out, and counted in one warning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row, none is finite, or they do not fit in memory.</exception>
    internal static FeatureRows Read(IDataView input, IReadOnlyList<InputColumn> columns, TrainingLog log, CancellationToken cancellationToken)
        => ReadWithin(long.MaxValue, input, columns, log, cancellationToken)
            ?? throw new InvalidOperationException($"The training rows do not fit in one array of at most {Array.MaxLength} values");

    /// <summary>The same where the rows take at most <paramref name="bytes"/>; otherwise null, and they must be streamed.</summary>
    internal static FeatureRows? ReadWithin(
        long bytes, IDataView input, IReadOnlyList<InputColumn> columns, TrainingLog log, CancellationToken cancellationToken)
    {
        var width = TrainingCursor.WidthOf(input, columns);
        var most = Math.Min(bytes / sizeof(float), Array.MaxLength) / width;
        var known = input.GetRowCount();
        if (known > most)
            return null;

        var rows = new RowBuffer(width, (int?)known);
        using var cursor = new TrainingCursor(input, columns, cancellationToken);
        var row = new float[width];
        while (cursor.Next(row))
        {
            if (rows.Count == most)
                return null;
            rows.Add(row);
        }

        cursor.CheckAny();
        cursor.Tell(log);
        return new FeatureRows(rows.ToMemory(), rows.Count, width);
    }
}
