namespace Microsoft.ML.Data;

/// <summary>A view seen through a mapping: nothing is read before a cursor moves, and a cursor opens one input cursor.</summary>
internal sealed class MappedView(RowMapping mapping, IDataView input) : IDataView
{
    public DataViewSchema Schema => mapping.OutputSchema;

    public bool CanShuffle => input.CanShuffle;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        var active = mapping.Activate(columns);
        return new MappedCursor(mapping, input.GetRowCursor(mapping.GetDependencies(columns), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        var active = mapping.Activate(columns);
        return [.. input.GetRowCursorSet(mapping.GetDependencies(columns), n, rand).Select(c => new MappedCursor(mapping, c, active))];
    }
}
