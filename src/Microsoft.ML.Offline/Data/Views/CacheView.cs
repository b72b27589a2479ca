namespace Microsoft.ML.Data;

/// <summary>Keeps the columns of a view in memory, each from the first time that it is read.</summary>
internal sealed class CacheView : IDataView
{
    // Rows of one batch come from one cursor, so that a reader of a cursor set can restore the order.
    private const int BatchRows = 64;

    private readonly Lock _lock = new();
    private readonly IDataView _input;
    private readonly int[] _prefetch;
    private readonly ColumnStore[] _stores;
    private readonly bool[] _filled;
    private int? _rowCount;

    public CacheView(IDataView input, int[] prefetch)
    {
        _input = input;
        _prefetch = prefetch;
        _stores = [.. input.Schema.Select(column => ColumnStore.Create(column.Type.RawType))];
        _filled = new bool[_stores.Length];
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount()
    {
        lock (_lock)
            return _rowCount ?? _input.GetRowCount();
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, new ActiveColumns(Schema, columnsNeeded), 0, 1, rand);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        // A shuffled order does not split into batches that belong together.
        if (n <= 1 || rand is not null)
            return [GetRowCursor(columnsNeeded, rand)];

        var active = new ActiveColumns(Schema, columnsNeeded);
        var cursors = new DataViewRowCursor[n];
        for (var i = 0; i < n; i++)
            cursors[i] = new Cursor(this, active, i, n, null);

        return cursors;
    }

    /// <summary>Reads what is not yet kept of these columns in one pass over the input; gives the number of rows.</summary>
    private int Fill(ActiveColumns active)
    {
        lock (_lock)
        {
            var wanted = active.With(_prefetch).Where(column => !_filled[column.Index]).ToArray();
            if (wanted.Length == 0 && _rowCount is { } known)
                return known;

            var count = 0;
            using (var cursor = _input.GetRowCursor(wanted))
            {
                var writers = Array.ConvertAll(wanted, column => _stores[column.Index].CreateWriter(cursor, column));
                for (; cursor.MoveNext(); count++)
                {
                    foreach (var write in writers)
                        write(count);
                }
            }

            if (_rowCount is { } before && before != count)
                throw new InvalidOperationException($"The view under the cache gave {before} rows and then, for further columns, {count}.");

            foreach (var column in wanted)
                _filled[column.Index] = true;

            _rowCount = count;
            return count;
        }
    }

    /// <summary>Serves every <c>stride</c>-th batch of the kept rows, from batch <c>first</c> on.</summary>
    private sealed class Cursor : SourceCursor
    {
        private readonly CacheView _view;
        private readonly Random? _rand;
        private readonly int _stride;
        private readonly StoreSlot _slot = new();
        private int _batch;
        private int _next;
        private int _rowCount = -1;
        private int[]? _order;

        public Cursor(CacheView view, ActiveColumns active, int first, int stride, Random? rand)
            : base(active)
        {
            _view = view;
            _stride = stride;
            _rand = rand;
            _batch = first;
            _next = first * BatchRows;
        }

        public override long Batch => _batch;

        protected override long RowNumber => _slot.Index;

        protected override bool MoveNextCore()
        {
            if (_rowCount < 0)
                Start();

            if (_next == (_batch + 1) * BatchRows)
            {
                _batch += _stride;
                _next = _batch * BatchRows;
            }

            if (_next >= _rowCount)
                return false;

            _slot.Index = _order is null ? _next : _order[_next];
            _next++;
            return true;
        }

        protected override Delegate CreateGetter(int column) => _view._stores[column].CreateGetter(_slot, CheckRow);

        private void Start()
        {
            _rowCount = _view.Fill(Active);
            if (_rand is not null)
                _order = Permutation.Of(_rowCount, _rand);
        }
    }
}
