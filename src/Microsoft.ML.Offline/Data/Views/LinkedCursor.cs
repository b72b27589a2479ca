namespace Microsoft.ML.Data;

/// <summary>A cursor that hands on some of the rows of one input cursor, with the same columns.</summary>
internal abstract class LinkedCursor : DataViewRowCursor
{
    private readonly ActiveColumns _active;
    private bool _ended;
    private long _position = -1;

    protected LinkedCursor(DataViewRowCursor input, ActiveColumns active)
    {
        Input = input;
        _active = active;
    }

    public sealed override DataViewSchema Schema => _active.Schema;

    public sealed override long Position => _position;

    public sealed override long Batch => Input.Batch;

    protected DataViewRowCursor Input { get; }

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

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column);

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _active.Check<TValue>(column);
        return Guard(Input.GetGetter<TValue>(column));
    }

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => Guard(Input.GetIdGetter());

    protected abstract bool MoveNextCore();

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        if (disposing)
            Input.Dispose();

        base.Dispose(disposing);
    }

    // The input may still stand on a row of its own when this cursor has none (before the first, after the last).
    private ValueGetter<TValue> Guard<TValue>(ValueGetter<TValue> getter) => (ref TValue value) =>
    {
        if (_position < 0)
            throw new InvalidOperationException("There is no current row: the cursor is before the first row or after the last.");

        getter(ref value);
    };
}
