namespace Microsoft.ML.EnergyBased.Data;

/// <summary>Training rows that are read anew in each pass, in blocks: for views that do not fit in memory.</summary>
internal sealed class FeatureStream(IDataView input, IReadOnlyList<InputColumn> columns, TrainingLog log, CancellationToken cancellationToken)
{
    private const int RowsInBlock = 1024;

    private bool _told;

    /// <summary>Opens one pass. A block holds finite rows, the columns side by side, and is overwritten by the next.</summary>
    internal IEnumerator<ReadOnlyMemory<float>> Open()
    {
        var width = TrainingCursor.WidthOf(input, columns);
        var block = new float[RowsInBlock * width];
        using var cursor = new TrainingCursor(input, columns, cancellationToken);
        var kept = 0;
        while (cursor.Next(block.AsSpan(kept * width, width)))
        {
            if (++kept < RowsInBlock)
                continue;
            yield return block;
            kept = 0;
        }

        if (kept > 0)
            yield return block.AsMemory(0, kept * width);
        cursor.CheckAny();

        // Every pass skips the same rows; they are told once.
        if (!_told)
            cursor.Tell(log);
        _told = true;
    }
}
