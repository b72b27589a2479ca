using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>A row of a table that can be moved by hand: what a row mapper is given.</summary>
internal sealed class TableRow(Table table, IEnumerable<DataViewSchema.Column>? active = null) : DataViewRow
{
    private readonly HashSet<int> _active = [.. (active ?? table.Schema).Select(c => c.Index)];
    private long _position = -1;

    /// <summary>The current row in the table; each setting is a new position.</summary>
    internal int Index
    {
        get => field;
        set
        {
            field = value;
            _position++;
        }
    }

    internal bool IsDisposed { get; private set; }

    public override DataViewSchema Schema => table.Schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = new DataViewRowId((ulong)Index, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        => IsColumnActive(column)
            ? (ValueGetter<TValue>)table.Columns[column.Index].CreateGetter(() => Index)
            : throw new InvalidOperationException($"Column '{column.Name}' is not active");

    protected override void Dispose(bool disposing)
    {
        IsDisposed = true;
        base.Dispose(disposing);
    }
}
