namespace Microsoft.ML.EnergyBased.Data;

/// <summary>Reads the rows that Fit learns from into memory, or leaves them where they are to be streamed.</summary>
/// <param name="input">The view.</param>
/// <param name="columns">What is read of it; a column of weights comes last.</param>
/// <param name="log">Told once what is skipped: rows with NaN or infinity.</param>
/// <param name="cancellationToken">Looked at between rows.</param>
/// <param name="units">Looks at the features, or null.</param>
internal sealed class TrainingReader(
    IDataView input, IReadOnlyList<BoundInput> columns, TrainingLog log, CancellationToken cancellationToken, FeatureUnits? units = null)
{
    private readonly int _width = columns.Sum(c => c.Size);

    /// <summary>Gives the rows, after at most one pass over them.</summary>
    /// <param name="streamedAbove">The bytes of rows above which they are streamed, or null where they must lie in memory.</param>
    /// <exception cref="InvalidOperationException">Of rows in memory: there is none, none is finite, none has a weight, a weight is negative, or they do not fit.</exception>
    internal TrainingData Read(long? streamedAbove)
    {
        // Where nothing may be held the view is not opened to see how much it is.
        var rows = streamedAbove == 0 ? null : ReadWithin(streamedAbove ?? long.MaxValue);
        if (rows is null && streamedAbove is null)
            throw new InvalidOperationException($"The training rows do not fit in one array of at most {Array.MaxLength} values.");
        if (rows is not { } values)
            return TrainingData.Streamed(new FeatureStream(input, columns, log, cancellationToken, units).Open, _width).Of(columns);
        if (columns[^1].Input.IsWeight)
            return Weighted(values);
        units?.Check(values.Span, _width);
        return TrainingData.InMemory(values, _width).Of(columns);
    }

    private Memory<float>? ReadWithin(long bytes)
    {
        var most = Math.Min(bytes / sizeof(float), Array.MaxLength) / _width;
        var known = input.GetRowCount();
        if (known > most)
            return null;

        var rows = new RowBuffer(_width, (int?)known);
        using var cursor = new TrainingCursor(input, columns, cancellationToken);
        var row = new float[_width];
        while (cursor.Next(row))
        {
            if (rows.Count == most)
                return null;
            rows.Add(row);
        }

        cursor.CheckAny();
        cursor.Tell(log);
        return rows.ToMemory();
    }

    // The rows close up where their weights were.
    private TrainingData Weighted(Memory<float> rows)
    {
        var values = rows.Span;
        var width = _width - 1;
        var weights = new float[values.Length / _width];
        var usable = false;
        for (var row = 0; row < weights.Length; row++)
        {
            weights[row] = values[(row * _width) + width];
            if (weights[row] < 0)
                throw new InvalidOperationException(FormattableString.Invariant($"A weight of {weights[row]} in {columns[^1].Where}: weights must not be negative."));
            usable |= weights[row] > 0;
            values.Slice(row * _width, width).CopyTo(values[(row * width)..]);
        }

        if (!usable)
            throw new InvalidOperationException($"All {weights.Length} training rows have a weight of 0 in {columns[^1].Where}.");
        return TrainingData.InMemory(rows[..(weights.Length * width)], width, weights).Of(columns);
    }
}
