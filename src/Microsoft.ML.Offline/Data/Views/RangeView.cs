namespace Microsoft.ML.Data;

/// <summary>The rows of a view from one number on, at most so many.</summary>
internal sealed class RangeView : IDataView
{
    private readonly IDataView _input;
    private readonly long _skip;
    private readonly long _take;

    public RangeView(IDataView input, long skip, long take)
    {
        _input = input;
        _skip = skip;
        _take = take;
    }

    public DataViewSchema Schema => _input.Schema;

    // Which rows are the first ones depends on the order, so the order is kept.
    public bool CanShuffle => false;

    public long? GetRowCount() =>
        _input.GetRowCount() is { } count ? Math.Min(Math.Max(count - _skip, 0), _take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return new Cursor(_input.GetRowCursor(active.With([])), active, _skip, _take);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : LinkedCursor
    {
        private long _skip;
        private long _take;

        public Cursor(DataViewRowCursor input, ActiveColumns active, long skip, long take)
            : base(input, active)
        {
            _skip = skip;
            _take = take;
        }

        protected override bool MoveNextCore()
        {
            // The input is not touched for a row that is not wanted: reading it may cost.
            if (_take == 0)
                return false;

            for (; _skip > 0; _skip--)
            {
                if (!Input.MoveNext())
                    return false;
            }

            _take--;
            return Input.MoveNext();
        }
    }
}
