using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>
/// A view of a <see cref="Table"/> that tells how it is read, gives real cursor sets, and can refuse a second pass.
/// </summary>
public sealed class TableView(Table table) : IDataView
{
    private readonly Lock _lock = new();
    private int _rowsRead;

    public Table Table { get; } = table;

    public DataViewSchema Schema => Table.Schema;

    public bool CanShuffle { get; init; } = true;

    /// <summary>Whether <see cref="GetRowCount"/> tells the count.</summary>
    public bool KnowsCount { get; init; } = true;

    /// <summary>Rows in each batch; a cursor set of n gives batches 0, n, 2n, ... to the first cursor, and so on.</summary>
    public int BatchRows { get; init; } = 5;

    /// <summary>Like an enumerable that can be enumerated once: a second opening throws, whether of a cursor or a set.</summary>
    public bool OneShot { get; init; }

    /// <summary>Called before each row that a cursor moves to, with its index in the table.</summary>
    public Action<int>? OnRow { get; init; }

    /// <summary>Calls of GetRowCursor and GetRowCursorSet.</summary>
    public int Openings { get; private set; }

    /// <summary>Cursors that were given and not disposed yet.</summary>
    public int Undisposed { get; private set; }

    /// <summary>Rows that cursors moved to.</summary>
    public int RowsRead => _rowsRead;

    /// <summary>The columns asked for, an item an opening.</summary>
    public List<string[]> Requested { get; } = [];

    /// <summary>The columns whose values were read at least once.</summary>
    public HashSet<string> ColumnsRead { get; } = [];

    public long? GetRowCount() => KnowsCount ? Table.Rows : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        => Open(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        => Open(columnsNeeded, rand is null ? Math.Max(1, n) : 1, rand);

    internal void Disposed() => Count(() => Undisposed--);

    // Called a row, and must not allocate: allocation a row is a tested number.
    internal void Moved(int row)
    {
        OnRow?.Invoke(row);
        Interlocked.Increment(ref _rowsRead);
    }

    internal void Read(string column) => Count(() => ColumnsRead.Add(column));

    private DataViewRowCursor[] Open(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        if (columns.FirstOrDefault(c => c.Index >= Schema.Count || Schema[c.Index].Name != c.Name) is { Name: not null } foreign)
            throw new ArgumentOutOfRangeException(nameof(columnsNeeded), $"Column '{foreign.Name}' is not of this view");
        Count(() =>
        {
            Openings++;
            Undisposed += n;
            Requested.Add([.. columns.OrderBy(c => c.Index).Select(c => c.Name)]);
        });
        if (OneShot && Openings > 1)
            throw new InvalidOperationException("This source can be read once, and was opened again");

        var order = Enumerable.Range(0, Table.Rows).ToArray();
        if (CanShuffle)
            rand?.Shuffle(order);
        return [.. Enumerable.Range(0, n).Select(i => new TableCursor(this, columns, Share(order, i, n)))];
    }

    private (int Row, long Batch)[] Share(int[] order, int cursor, int n)
        => [.. order.Select((row, place) => (row, (long)(place / BatchRows))).Where(r => r.Item2 % n == cursor)];

    private void Count(Action count)
    {
        lock (_lock)
            count();
    }
}
