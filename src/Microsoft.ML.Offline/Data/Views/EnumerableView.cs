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

    public bool CanShuffle => false;

    public long? GetRowCount() => _source is ICollection<TRow> collection ? collection.Count : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(_rowClass, new ActiveColumns(Schema, columnsNeeded), _source.GetEnumerator());

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : SourceCursor
    {
        private readonly RowClass<TRow> _rowClass;
        private readonly RowHolder<TRow> _holder = new();
        private readonly IEnumerator<TRow> _rows;

        public Cursor(RowClass<TRow> rowClass, ActiveColumns active, IEnumerator<TRow> rows)
            : base(active)
        {
            _rowClass = rowClass;
            _rows = rows;
        }

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext())
            {
                _holder.Row = null;
                return false;
            }

            _holder.Row = _rows.Current ?? throw new InvalidOperationException("Encountered null when iterating over data, this is not supported.");
            return true;
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
