using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// Reads a block ahead from one input cursor, computes the active outputs for the whole block, and hands everything out
/// row by row: outputs, pass-through values, Id and Batch come from the block's buffers.
/// </summary>
internal sealed class BlockCursor : DataViewRowCursor
{
    // The first blocks are short, so that whoever takes a few rows does not wait for many.
    private const int FirstBlock = 8;
    private const int LargestBlock = 2048;
    private const int FewestRows = 16;
    private const int ValuesInBlock = 1 << 17;
    private const long LargestRoom = 1 << 24;

    private readonly BoundMap _map;
    private readonly DataViewRowCursor _input;
    private readonly bool[] _active;
    private readonly Block? _block;
    private readonly PassThrough?[] _passThrough;
    private readonly ValueGetter<DataViewRowId> _readId;
    private readonly DataViewRowId[] _ids;
    private readonly long[] _batches;
    private readonly Func<int> _currentRow;
    private int _target = FirstBlock;
    private int _count;
    private int _row = -1;
    private long _position = -1;
    private bool _ended;
    private bool _disposed;

    private BlockCursor(BoundMap map, DataViewRowCursor input, bool[] active)
    {
        _map = map;
        _input = input;
        _active = active;
        _currentRow = CurrentRow;

        var widths = map.Inputs.Sum(i => (long)i.Size);
        var computes = false;
        for (var i = map.InputSchema.Count; i < active.Length; i++)
        {
            if (!active[i])
                continue;
            computes = true;
            widths += map.Map.Outputs[map.OutputAt(i)].Width;
        }

        // Of very long rows few, so that the room for them stays within reach.
        var fewest = Math.Clamp(LargestRoom / widths, 1, FewestRows);
        var capacity = (int)Math.Clamp(ValuesInBlock / widths, fewest, LargestBlock);
        if (computes)
            _block = new Block(map, input, output => active[map.InputSchema.Count + output], capacity);
        _passThrough = [.. map.InputSchema.Select(c => active[c.Index] ? PassThrough.Create(input, c, capacity) : null)];
        _readId = input.GetIdGetter();
        _ids = new DataViewRowId[capacity];
        _batches = new long[capacity];
    }

    /// <summary>Wraps the input cursor, which belongs to the new one; where that fails, the input is disposed.</summary>
    internal static BlockCursor Open(BoundMap map, DataViewRowCursor input, bool[] active)
    {
        try
        {
            return new BlockCursor(map, input, active);
        }
        catch
        {
            input.Dispose();
            throw;
        }
    }

    public override DataViewSchema Schema => _map.OutputSchema;

    public override long Position => _position;

    public override long Batch => _row < 0 ? 0 : _batches[_row];

    public override bool IsColumnActive(DataViewSchema.Column column) => _active[_map.Index(column)];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId value) => value = _ids[CurrentRow()];

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        var index = Getters.CheckActive(_map, column, _active);
        var output = _map.OutputAt(index);
        var getter = output < 0 ? _passThrough[index]!.CreateGetter(_currentRow) : _block![output].CreateGetter(_currentRow);
        return Getters.Cast<TValue>(getter, column);
    }

    public override bool MoveNext()
    {
        if (_disposed || (_row + 1 >= _count && !Fill()))
        {
            _row = -1;
            _count = 0;
            _position = -1;
            return false;
        }

        _row++;
        _position++;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (_disposed)
            return;
        _disposed = true;
        _row = -1;
        _count = 0;
        _position = -1;
        if (disposing)
            _input.Dispose();
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _row = -1;
        _count = 0;
        _block?.Clear();
        var target = Math.Min(_target, _ids.Length);
        while (!_ended && _count < target)
        {
            if (!_input.MoveNext())
            {
                _ended = true;
                break;
            }

            _block?.Read();
            foreach (var column in _passThrough)
                column?.Read(_count);
            _readId(ref _ids[_count]);
            _batches[_count] = _input.Batch;
            _count++;
        }

        _target = Math.Min(2 * _target, LargestBlock);
        _block?.Compute();
        return _count > 0;
    }

    private int CurrentRow()
        => _row >= 0 ? _row : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first, and stop when it gives false.");
}
