namespace Microsoft.ML.Data;

/// <summary>An object as a row; its position is a new one for each object, so that what is computed for one is not used for another.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly RowClass<TRow> _rowClass;
    private readonly RowHolder<TRow> _holder = new();
    private readonly ActiveColumns _columns;
    private long _position = -1;

    public InputRow(RowClass<TRow> rowClass)
    {
        _rowClass = rowClass;
        _columns = new ActiveColumns(rowClass.Schema, rowClass.Schema);
    }

    public override DataViewSchema Schema => _rowClass.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    public void MoveTo(TRow row)
    {
        _holder.Row = row;
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => _columns.Contains(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _columns.Check<TValue>(column);
        return (ValueGetter<TValue>)_rowClass.CreateGetter(_holder, column.Index);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) =>
    {
        if (_position < 0)
            throw new InvalidOperationException("There is no current row: no object was given yet.");

        value = new DataViewRowId((ulong)_position, 0);
    };
}
