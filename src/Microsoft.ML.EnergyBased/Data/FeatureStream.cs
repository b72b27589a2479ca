namespace Microsoft.ML.EnergyBased.Data;

/// <summary>Training rows that are read anew in each pass, in blocks: for views that do not fit in memory.</summary>
/// <param name="input">The view.</param>
/// <param name="columns">What is read of it.</param>
/// <param name="log">Told once what is skipped.</param>
/// <param name="cancellationToken">Looked at between rows.</param>
/// <param name="units">Looks at the features of the first pass, or null.</param>
/// <param name="features">How many values of a row are features.</param>
internal sealed class FeatureStream(
    IDataView input, IReadOnlyList<InputColumn> columns, TrainingLog log, CancellationToken cancellationToken, FeatureUnits? units = null, int features = 0)
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

        // Every pass skips the same rows; they are told once.
        if (!_told)
        {
            cursor.Tell(log);
            units?.Check();
        }

        _told = true;
    }

    private void Look(ReadOnlySpan<float> block, int width)
    {
        if (!_told)
            units?.Add(block, width, features);
    }
}
