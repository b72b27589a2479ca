namespace Microsoft.ML.Data;

/// <summary>A view over an enumerable of row objects. Every cursor enumerates the source anew.</summary>
internal sealed class EnumerableView<TRow> : IDataView
    where TRow : class
{
    private readonly IEnumerable<TRow> _source;
    private readonly RowClass<TRow> _rowClass;

    public EnumerableView(IEnumerable<TRow> source, RowClass<TRow> rowClass)
    {
        _source = source;
        _rowClass = rowClass;
    }

    public DataViewSchema Schema => _rowClass.Schema;

    // Only what can be indexed can be read in another order.
    public bool CanShuffle => _source is IList<TRow>;

    public long? GetRowCount() => _source is ICollection<TRow> collection ? collection.Count : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var rows = rand is not null && _source is IList<TRow> list ? Shuffled(list, rand) : InOrder();
        return new Cursor(_rowClass, new ActiveColumns(Schema, columnsNeeded), rows);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private IEnumerator<(long, TRow)> InOrder()
    {
        var number = 0L;
        foreach (var row in _source)
            yield return (number++, row);
    }

    private static IEnumerator<(long, TRow)> Shuffled(IList<TRow> list, Random rand)
    {
        var order = Permutation.Of(list.Count, rand);
        foreach (var index in order)
            yield return (index, list[index]);
    }

    private sealed class Cursor : SourceCursor
    {
        private readonly RowClass<TRow> _rowClass;
        private readonly RowHolder<TRow> _holder = new();
        private readonly IEnumerator<(long Number, TRow Row)> _rows;

        public Cursor(RowClass<TRow> rowClass, ActiveColumns active, IEnumerator<(long, TRow)> rows)
            : base(active)
        {
            _rowClass = rowClass;
            _rows = rows;
        }

        protected override long RowNumber => _rows.Current.Number;

        protected override bool MoveNextCore()
        {
            var moved = _rows.MoveNext();
            _holder.Row = moved ? _rows.Current.Row : null;
            return moved;
        }

        protected override Delegate CreateGetter(int column) => _rowClass.CreateGetter(_holder, column);

        protected override void Dispose(bool disposing)
        {
            _holder.Row = null;
            if (disposing)
                _rows.Dispose();

            base.Dispose(disposing);
        }
    }
}
