namespace Microsoft.ML.Data;

/// <summary>The object that the getters of a row read from; they are made once and see each new row through it.</summary>
internal sealed class RowHolder<TRow>
    where TRow : class
{
    public TRow? Row;

    /// <summary>The row, or an error when the cursor stands on none.</summary>
    public TRow Current =>
        Row ?? throw new InvalidOperationException("There is no current row: the cursor is before the first row or after the last, or the row is null.");
}
