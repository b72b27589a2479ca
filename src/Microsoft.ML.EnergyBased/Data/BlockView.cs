namespace Microsoft.ML.EnergyBased.Data;

/// <summary>A view with a component's outputs added: lazy, and it opens its source once a pass.</summary>
internal class BlockView(IDataView source, BoundMap map) : IDataView
{
    public IDataView Source => source;

    public DataViewSchema Schema => map.OutputSchema;

    public bool CanShuffle => source.CanShuffle;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = map.ActiveOf(columnsNeeded);
        return BlockCursor.Open(map, source.GetRowCursor(map.DependenciesOf(active), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = map.ActiveOf(columnsNeeded);
        var inputs = source.GetRowCursorSet(map.DependenciesOf(active), n, rand);
        return [.. inputs.Select(input => BlockCursor.Open(map, input, active))];
    }
}
