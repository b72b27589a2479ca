using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// One row with a component's outputs added: what PredictionEngine reads. The outputs are computed once a position of
/// the input row, by the same code as a block of the cursor, and without allocation after the first row.
/// </summary>
internal sealed class BlockRow : DataViewRow
{
    private readonly BoundMap _map;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly Block? _block;
    private readonly Func<int> _currentRow;
    private long _computedAt = -1;
    private bool _disposed;

    internal BlockRow(BoundMap map, DataViewRow input, bool[] active)
    {
        _map = map;
        _input = input;
        _active = active;
        _currentRow = CurrentRow;
        if (active.AsSpan(map.InputSchema.Count).Contains(true))
            _block = new Block(map, input, output => active[map.InputSchema.Count + output], 1);
    }

    public override DataViewSchema Schema => _map.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[_map.Index(column)];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        var index = Getters.CheckActive(_map, column, _active);
        var output = _map.OutputAt(index);
        return output < 0
            ? _input.GetGetter<TValue>(_map.InputSchema[index])
            : Getters.Cast<TValue>(_block![output].CreateGetter(_currentRow), column);
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private int CurrentRow()
    {
        var position = _input.Position;
        if (position < 0)
            throw new InvalidOperationException("The row is not positioned: its input has no current row.");
        if (position != _computedAt)
        {
            _block!.Clear();
            _block.Read();
            _block.Compute();
            _computedAt = position;
        }

        return 0;
    }
}
