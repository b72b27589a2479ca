namespace Microsoft.ML.Data;

/// <summary>The rows of a view that a test accepts.</summary>
internal sealed class FilterView : IDataView
{
    private readonly IDataView _input;
    private readonly int[] _tested;
    private readonly Func<DataViewRow, Func<bool>> _createTest;

    /// <param name="input">The view to filter.</param>
    /// <param name="tested">The columns that the test reads.</param>
    /// <param name="createTest">Makes the test of a row's current values; called once a cursor.</param>
    public FilterView(IDataView input, int[] tested, Func<DataViewRow, Func<bool>> createTest)
    {
        _input = input;
        _tested = tested;
        _createTest = createTest;
    }

    public DataViewSchema Schema => _input.Schema;

    public bool CanShuffle => _input.CanShuffle;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return Wrap(_input.GetRowCursor(active.With(_tested), rand), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = new ActiveColumns(Schema, columnsNeeded);
        return Array.ConvertAll(_input.GetRowCursorSet(active.With(_tested), n, rand), input => Wrap(input, active));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor input, ActiveColumns active) => new Cursor(input, active, _createTest(input));

    private sealed class Cursor : LinkedCursor
    {
        private readonly Func<bool> _test;

        public Cursor(DataViewRowCursor input, ActiveColumns active, Func<bool> test)
            : base(input, active)
        {
            _test = test;
        }

        protected override bool MoveNextCore()
        {
            while (Input.MoveNext())
            {
                if (_test())
                    return true;
            }

            return false;
        }
    }
}
