namespace Microsoft.ML.Data;

/// <summary>The rows of a view in random order: each is drawn from a pool that the input keeps filled.</summary>
internal sealed class ShuffleView : IDataView
{
    private readonly IDataView _input;
    private readonly int _seed;
    private readonly int _poolSize;
    private readonly bool _shuffleSource;

    public ShuffleView(IDataView input, int seed, int poolSize, bool shuffleSource)
    {
        _input = input;
        _seed = seed;
        _poolSize = poolSize;
        _shuffleSource = shuffleSource;
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => true;

    public long? GetRowCount() => _input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        // One seed, one order: without a generator from outside, every pass is the same.
        rand ??= new Random(_seed);
        var active = new ActiveColumns(Schema, columnsNeeded);
        var source = _shuffleSource && _input.CanShuffle ? new Random(rand.Next()) : null;
        return new Cursor(_input.GetRowCursor(active.With([]), source), active, rand, _poolSize);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : SourceCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly Random _rand;
        private readonly int[] _pool;
        private readonly ColumnStore?[] _stores;
        private readonly List<Action<int>> _writers = [];
        private readonly ColumnStore<DataViewRowId> _ids = new();
        private readonly StoreSlot _slot = new();
        private int _count;
        private bool _started;

        public Cursor(DataViewRowCursor input, ActiveColumns active, Random rand, int poolSize)
            : base(active)
        {
            _input = input;
            _rand = rand;
            _pool = new int[poolSize];
            _stores = new ColumnStore?[active.Schema.Count];
            foreach (var column in active.With([]))
            {
                var store = ColumnStore.Create(column.Type.RawType);
                _stores[column.Index] = store;
                _writers.Add(store.CreateWriter(input, column));
            }

            _writers.Add(_ids.CreateWriter(input.GetIdGetter()));
        }

        // The pool lists the waiting slots at its front; the slot given out last is free, and just behind them.
        protected override bool MoveNextCore()
        {
            if (_started)
                Refill(_pool[_count]);
            else
                Fill();

            if (_count == 0)
                return false;

            var drawn = _rand.Next(_count--);
            (_pool[drawn], _pool[_count]) = (_pool[_count], _pool[drawn]);
            _slot.Index = _pool[_count];
            return true;
        }

        protected override Delegate CreateGetter(int column) => _stores[column]!.CreateGetter(_slot, CheckRow);

        protected override ValueGetter<DataViewRowId> CreateIdGetter() => (ValueGetter<DataViewRowId>)_ids.CreateGetter(_slot, CheckRow);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();

            base.Dispose(disposing);
        }

        private void Fill()
        {
            _started = true;
            while (_count < _pool.Length && Refill(_count))
            {
            }
        }

        private bool Refill(int slot)
        {
            if (!_input.MoveNext())
                return false;

            foreach (var write in _writers)
                write(slot);

            _pool[_count++] = slot;
            return true;
        }
    }
}
