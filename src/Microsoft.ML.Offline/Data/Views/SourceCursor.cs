namespace Microsoft.ML.Data;

/// <summary>A cursor over a source of its own: keeps the position and the rules before the first row and after the last.</summary>
internal abstract class SourceCursor : DataViewRowCursor
{
    private bool _ended;
    private long _position = -1;

    protected SourceCursor(ActiveColumns active)
    {
        Active = active;
    }

    public sealed override DataViewSchema Schema => Active.Schema;

    public sealed override long Position => _position;

    public override long Batch => 0;

    protected ActiveColumns Active { get; }

    /// <summary>The row's number in the source, which makes its id; the position unless the order is another.</summary>
    protected virtual long RowNumber => _position;

    public sealed override bool MoveNext()
    {
        if (_ended)
            return false;

        if (MoveNextCore())
        {
            _position++;
            return true;
        }

        _ended = true;
        _position = -1;
        return false;
    }

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => Active.Contains(column);

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Active.Check<TValue>(column);
        return (ValueGetter<TValue>)CreateGetter(column.Index);
    }

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => CreateIdGetter();

    protected abstract bool MoveNextCore();

    /// <returns>A getter of the column's raw type.</returns>
    protected abstract Delegate CreateGetter(int column);

    protected virtual ValueGetter<DataViewRowId> CreateIdGetter() => (ref DataViewRowId value) =>
    {
        CheckRow();
        value = new DataViewRowId((ulong)RowNumber, 0);
    };

    protected void CheckRow()
    {
        if (_position < 0)
            throw new InvalidOperationException("There is no current row: the cursor is before the first row or after the last.");
    }

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        base.Dispose(disposing);
    }
}
