using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>
/// A block of rows on its way through an <see cref="IBlockMap"/>: the inputs read so far, the active outputs, and which
/// rows are bad. Cursors hold one of many rows, a mapped row one of a single row; the code that fills it is the same.
/// A large block is computed in slices, which are blocks over the same buffers, on the threads of the pool that are free.
/// </summary>
internal sealed class Block
{
    // Fewer rows are not worth a thread.
    private const int SmallestSlice = 64;

    private readonly IBlockMap _map;
    private readonly InputColumn[] _columns;
    private readonly InputReader?[] _readers;
    private readonly float[][] _inputs;
    private readonly bool[][] _bad;
    private readonly OutputBlock?[] _outputs;
    private readonly bool[][] _reads;
    private readonly Block[] _slices = [];
    private readonly WorkTeam? _team;
    private readonly Action<int>? _computeSlice;
    private int _start;

    /// <param name="bound">The map and where its inputs stand in the schema.</param>
    /// <param name="input">The row or cursor that gives the inputs.</param>
    /// <param name="isActive">Which outputs are wanted.</param>
    /// <param name="capacity">The most rows it holds.</param>
    internal Block(BoundMap bound, DataViewRow input, Func<int, bool> isActive, int capacity)
    {
        _map = bound.Map;
        _columns = [.. _map.Inputs];
        _outputs = [.. _map.Outputs.Select((o, i) => isActive(i) ? o.CreateBlock(capacity) : null)];
        _reads = [.. _outputs.Select((_, output) => bound.Inputs.Select((_, i) => bound.Reads(output, i)).ToArray())];
        _readers = [.. bound.Inputs.Select((column, i) => IsNeeded(i) ? new InputReader(input, column.Column, column.Size) : null)];
        _inputs = [.. bound.Inputs.Select((column, i) => new float[IsNeeded(i) ? (long)capacity * column.Size : 0])];
        _bad = [.. bound.Inputs.Select(_ => new bool[capacity])];
        var slices = Math.Min(Environment.ProcessorCount, capacity / SmallestSlice);
        if (slices < 2)
            return;
        _slices = [.. Enumerable.Range(0, slices).Select(_ => new Block(this))];
        _team = new WorkTeam(slices);
        _computeSlice = slice => _slices[slice].ComputeRows();
    }

    private Block(Block whole)
    {
        (_map, _columns, _readers, _inputs, _bad, _outputs, _reads)
            = (whole._map, whole._columns, whole._readers, whole._inputs, whole._bad, whole._outputs, whole._reads);
    }

    internal int Count { get; private set; }

    /// <summary>The rows of an input, row-major: <see cref="Count"/> × its size; empty where no active output is computed from it.</summary>
    internal ReadOnlySpan<float> Input(int index = 0)
        => _readers[index] is { } reader ? _inputs[index].AsSpan(_start * reader.Size, Count * reader.Size) : default;

    internal bool IsActive(OutputColumn? column) => Find(column) is not null;

    /// <summary>Room for an output's values, or an empty span when it is dropped or inactive.</summary>
    internal Span<T> Output<T>(OutputColumn<T>? column)
        where T : unmanaged
        => Find(column) is OutputBlock<T> output ? output.Rows(_start, Count) : default;

    internal OutputBlock this[int output]
        => _outputs[output] ?? throw new InvalidOperationException($"Column '{_map.Outputs[output].Name}' is not active.");

    internal void Clear() => Count = 0;

    /// <summary>Reads the inputs' current row into the next place of the block.</summary>
    internal void Read()
    {
        for (var i = 0; i < _readers.Length; i++)
        {
            if (_readers[i] is not { } reader)
                continue;
            var row = _inputs[i].AsSpan(Count * reader.Size, reader.Size);
            reader.Read(row);
            _bad[i][Count] = !_columns[i].Accepts(row);
            if (_bad[i][Count])
                row.Clear();
        }

        Count++;
    }

    internal void Compute()
    {
        var slices = Math.Min(_slices.Length, Count / SmallestSlice);
        if (slices < 2)
        {
            ComputeRows();
            return;
        }

        for (var slice = 0; slice < slices; slice++)
        {
            _slices[slice]._start = Count * slice / slices;
            _slices[slice].Count = (Count * (slice + 1) / slices) - _slices[slice]._start;
        }

        _team!.Run(slices, _computeSlice!);
    }

    private void ComputeRows()
    {
        if (Count == 0)
            return;
        _map.Map(this);
        for (var i = 0; i < _bad.Length; i++)
        {
            for (var row = _start; row < _start + Count; row++)
            {
                if (_bad[i][row])
                    MarkBad(i, row);
            }
        }
    }

    private void MarkBad(int input, int row)
    {
        for (var output = 0; output < _outputs.Length; output++)
        {
            if (_reads[output][input])
                _outputs[output]?.MarkBad(row);
        }
    }

    private bool IsNeeded(int input)
    {
        for (var output = 0; output < _outputs.Length; output++)
        {
            if (_outputs[output] is not null && _reads[output][input])
                return true;
        }

        return false;
    }

    private OutputBlock? Find(OutputColumn? column)
    {
        if (column is null)
            return null;
        foreach (var output in _outputs)
        {
            if (output?.Column == column)
                return output;
        }

        return null;
    }
}
