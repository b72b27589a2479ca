namespace Microsoft.ML.Tests.Transforms;

/// <summary>A view that notes every cursor that is opened on it.</summary>
internal sealed class CountingView(IDataView inner) : IDataView
{
    /// <summary>The names of the columns asked for, one entry a cursor or cursor set.</summary>
    public List<string[]> Opened { get; } = [];

    public DataViewSchema Schema => inner.Schema;

    public bool CanShuffle => inner.CanShuffle;

    public long? GetRowCount() => inner.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = Note(columnsNeeded);
        return inner.GetRowCursor(columns, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = Note(columnsNeeded);
        return inner.GetRowCursorSet(columns, n, rand);
    }

    private DataViewSchema.Column[] Note(IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        Opened.Add([.. columns.Select(c => c.Name).Order()]);
        return columns;
    }
}
