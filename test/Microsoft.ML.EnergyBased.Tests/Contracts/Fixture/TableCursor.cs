using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>A cursor over some rows of a table. Ids are those of the table's rows, whatever the order.</summary>
internal sealed class TableCursor(TableView view, DataViewSchema.Column[] active, (int Row, long Batch)[] rows) : DataViewRowCursor
{
    private int _place = -1;
    private bool _disposed;

    public override DataViewSchema Schema => view.Schema;

    public override long Position => _place;

    public override long Batch => _place >= 0 ? rows[_place].Batch : 0;

    public override bool MoveNext()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_place + 1 >= rows.Length)
        {
            _place = -1;
            rows = [];
            return false;
        }

        _place++;
        view.Moved(rows[_place].Row);
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => active.Any(c => c.Index == column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter()
        => (ref DataViewRowId value) => value = new DataViewRowId((ulong)((7 * Row()) + 3), 11);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"Column '{column.Name}' is not active");
        var getter = view.Table.Columns[column.Index].CreateGetter(Row) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is not read as {typeof(TValue)}");
        var told = false;
        return (ref TValue value) =>
        {
            if (!told)
            {
                told = true;
                view.Read(column.Name);
            }

            getter(ref value);
        };
    }

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
            view.Disposed();
        _disposed = true;
        base.Dispose(disposing);
    }

    private int Row() => _place >= 0 ? rows[_place].Row : throw new InvalidOperationException("The cursor is not on a row");
}
