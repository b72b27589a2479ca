using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Training;

/// <summary>
/// Training rows that are read anew in each pass and never held all at once. They go through a buffer of fixed size:
/// each row that leaves it is drawn at random and makes room for the next that comes.
/// </summary>
internal sealed class StreamingSource : ITrainingSource
{
    private readonly Func<IEnumerator<ReadOnlyMemory<float>>> _open;
    private readonly ulong _seed;
    private readonly double _validationFraction;
    private readonly float[] _buffer;
    private readonly long[] _bufferIds;
    private readonly RandomStream _aside;

    private IEnumerator<ReadOnlyMemory<float>>? _blocks;
    private ReadOnlyMemory<float> _block;
    private int _blockRow;
    private long _nextId;
    private bool _validating;
    private int _held;
    private long _drawn;
    private RandomStream _order;
    private long _trainingRows = -1;

    /// <param name="open">
    /// Opens the rows from the beginning, in blocks of whole rows. A block is looked at only until the next one is read.
    /// </param>
    /// <param name="width">Values in a row.</param>
    /// <param name="bufferRows">Rows held for shuffling, at least 1; with 1 the order is that of the source.</param>
    /// <param name="validationFraction">The chance of a row to be set aside, in [0, 1).</param>
    /// <param name="seed">Of the order and of the choice of validation rows.</param>
    public StreamingSource(Func<IEnumerator<ReadOnlyMemory<float>>> open, int width, int bufferRows, double validationFraction, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferRows, 1);
        _open = open;
        Width = width;
        _seed = seed;
        _validationFraction = validationFraction;
        _buffer = new float[checked(bufferRows * width)];
        _bufferIds = new long[bufferRows];
        _aside = new RandomStream(seed, RandomPurpose.ValidationRows);
    }

    public int Width { get; }

    public bool HasValidation => _validationFraction > 0;

    public long CountTrainingRows(CancellationToken cancellation)
    {
        if (_trainingRows >= 0)
            return _trainingRows;
        Begin(validating: false);
        long count = 0;
        while (Next(out _, out _))
        {
            count++;
            if (count % 1024 == 0)
                cancellation.ThrowIfCancellationRequested();
        }
        return _trainingRows = count;
    }

    public void BeginTraining(int epoch)
    {
        Begin(validating: false);
        _order = new RandomStream(_seed, RandomPurpose.RowOrder, (uint)epoch);
        _drawn = 0;
        _held = 0;
        while (_held < _bufferIds.Length && Next(out var row, out var id))
            Store(_held++, row, id);
    }

    public void BeginValidation() => Begin(validating: true);

    public bool Read(Batch batch, WorkTeam team)
    {
        batch.Count = batch.Capacity;
        var count = 0;
        while (count < batch.Capacity && (_validating ? Pass(batch, count) : Draw(batch, count)))
            count++;
        batch.Count = count;
        return count > 0;
    }

    public void Dispose()
    {
        _blocks?.Dispose();
        _blocks = null;
    }

    private bool Pass(Batch batch, int index)
    {
        if (!Next(out var row, out var id))
            return false;
        row.CopyTo(batch.Row(index));
        batch.RowIds[index] = id;
        return true;
    }

    private bool Draw(Batch batch, int index)
    {
        if (_held == 0)
            return false;
        var drawn = _order.Integer(_drawn++, _held);
        _buffer.AsSpan(drawn * Width, Width).CopyTo(batch.Row(index));
        batch.RowIds[index] = _bufferIds[drawn];
        if (Next(out var row, out var id))
        {
            Store(drawn, row, id);
        }
        else
        {
            _held--;
            Store(drawn, _buffer.AsSpan(_held * Width, Width), _bufferIds[_held]);
        }
        return true;
    }

    private void Store(int place, ReadOnlySpan<float> row, long id)
    {
        row.CopyTo(_buffer.AsSpan(place * Width, Width));
        _bufferIds[place] = id;
    }

    private void Begin(bool validating)
    {
        Dispose();
        _blocks = _open();
        _block = default;
        _blockRow = 0;
        _nextId = 0;
        _validating = validating;
    }

    private bool Next(out ReadOnlySpan<float> row, out long id)
    {
        while (_blocks is not null)
        {
            if (_blockRow * (long)Width >= _block.Length)
            {
                if (!_blocks.MoveNext())
                {
                    Dispose();
                    break;
                }
                _block = _blocks.Current;
                _blockRow = 0;
                if (_block.Length % Width != 0)
                    throw new InvalidOperationException($"A block of {_block.Length} values is not a whole number of rows of {Width}.");
                continue;
            }
            id = _nextId++;
            row = _block.Span.Slice(_blockRow++ * Width, Width);
            if ((HasValidation && _aside.Uniform(id) < _validationFraction) == _validating)
                return true;
        }
        row = default;
        id = -1;
        return false;
    }
}
