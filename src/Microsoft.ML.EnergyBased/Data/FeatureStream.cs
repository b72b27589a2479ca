namespace Microsoft.ML.EnergyBased.Data;

/// <summary>Training rows that are read anew in each pass, in blocks: for views that do not fit in memory.</summary>
/// <param name="input">The view.</param>
/// <param name="columns">What is read of it.</param>
/// <param name="log">Told once what is skipped.</param>
/// <param name="cancellationToken">Looked at between rows.</param>
/// <param name="units">Looks at the features of the first pass, or null.</param>
internal sealed class FeatureStream(
    IDataView input, IReadOnlyList<BoundInput> columns, TrainingLog log, CancellationToken cancellationToken, FeatureUnits? units = null)
{
    private const int RowsInBlock = 1024;

    private (long Rows, long Skipped, ulong Fingerprint)? _first;

    /// <summary>Opens one pass. A block holds finite rows, the columns side by side, and is overwritten by the next.</summary>
    internal IEnumerator<ReadOnlyMemory<float>> Open()
    {
        var width = columns.Sum(c => c.Size);
        var block = new float[RowsInBlock * width];
        using var cursor = new TrainingCursor(input, columns, cancellationToken);
        var kept = 0;
        while (cursor.Next(block.AsSpan(kept * width, width)))
        {
            if (++kept < RowsInBlock)
                continue;
            Look(block, width);
            yield return block;
            kept = 0;
        }

        if (kept > 0)
        {
            Look(block.AsSpan(0, kept * width), width);
            yield return block.AsMemory(0, kept * width);
        }

        cursor.CheckAny();

        CheckSame(cursor);
    }

    // Which rows validate, and what is kept for a row, goes by its place: a view that gives other rows in a later pass
    // would train on what it is validated by.
    private void CheckSame(TrainingCursor cursor)
    {
        if (_first is not { } first)
        {
            // Every pass skips the same rows; they are told once.
            cursor.Tell(log);
            units?.Check();
            _first = (cursor.RowsRead, cursor.RowsSkipped, cursor.Fingerprint);
            return;
        }

        const string Remedy = "cache the view (ML.NET's Cache, or AppendCacheCheckpoint), or raise MemoryLimit so that it is read once";
        if (cursor.RowsRead != first.Rows || cursor.RowsSkipped != first.Skipped)
            throw new InvalidOperationException($"The training data gave {first.Rows} rows ({first.Skipped} of them with NaN or infinite values) in the first pass, and {cursor.RowsRead} ({cursor.RowsSkipped}) in a later one: {Remedy}.");
        if (cursor.Fingerprint != first.Fingerprint)
            throw new InvalidOperationException($"The training data gave {first.Rows} rows in the first pass and in a later one, but by their ids not the same ones in the same order: {Remedy}.");
    }

    private void Look(ReadOnlySpan<float> block, int width)
    {
        if (_first is null)
            units?.Add(block, width);
    }
}
