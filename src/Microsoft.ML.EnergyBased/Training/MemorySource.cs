using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Training;

/// <summary>Training rows that lie in memory.</summary>
internal sealed class MemorySource : ITrainingSource
{
    private const int RowsPerPart = 32;

    private readonly ReadOnlyMemory<float> _rows;
    private readonly ulong _seed;
    private readonly int[] _training;
    private readonly int[] _validation;
    private readonly Action<int> _copy;
    private readonly int[] _order;
    private int[] _current = [];
    private int _position;
    private Batch? _batch;

    /// <param name="rows">count × width values, row-major.</param>
    /// <param name="width">Values in a row.</param>
    /// <param name="validationFraction">The share of rows set aside, in [0, 1); at least one row where it is positive.</param>
    /// <param name="seed">Of the order and of the choice of validation rows.</param>
    public MemorySource(ReadOnlyMemory<float> rows, int width, double validationFraction, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        var count = rows.Length / width;
        if ((long)count * width != rows.Length)
            throw new ArgumentException($"{rows.Length} values are not a whole number of rows of {width}.", nameof(rows));
        Width = width;
        _seed = seed;
        _copy = CopyPart;

        // The rows with the smallest draws validate.
        var aside = validationFraction > 0 ? Math.Max(1, (int)Math.Round(count * validationFraction)) : 0;
        if (aside >= count && aside > 0)
            throw new InvalidOperationException($"Validation needs a row besides those that train; there are {count}.");
        var indices = new int[count];
        for (var i = 0; i < count; i++)
            indices[i] = i;
        if (aside > 0)
        {
            var draws = new double[count];
            var stream = new RandomStream(seed, RandomPurpose.ValidationRows);
            stream.FillUniform(draws);
            Array.Sort(draws, indices);
            Array.Sort(indices, 0, aside);
            Array.Sort(indices, aside, count - aside);
        }
        _validation = indices[..aside];
        _training = indices[aside..];
        _order = new int[_training.Length];
        _rows = rows;
    }

    public int Width { get; }

    public bool HasValidation => _validation.Length > 0;

    public long CountTrainingRows(CancellationToken cancellation) => _training.Length;

    public void BeginTraining(int epoch)
    {
        // The order is made anew from the rows' own, so that an epoch does not depend on those before it.
        _training.CopyTo(_order, 0);
        new RandomStream(_seed, RandomPurpose.RowOrder, (uint)epoch).Shuffle<int>(_order);
        _current = _order;
        _position = 0;
    }

    public void BeginValidation()
    {
        _current = _validation;
        _position = 0;
    }

    public bool Read(Batch batch, WorkTeam team)
    {
        batch.Count = Math.Min(batch.Capacity, _current.Length - _position);
        if (batch.Count == 0)
            return false;
        _batch = batch;
        team.Run(RowBlocks.Count(batch.Count, RowsPerPart), _copy);
        _position += batch.Count;
        return true;
    }

    public void Dispose()
    {
    }

    private void CopyPart(int part)
    {
        var batch = _batch!;
        var rows = _rows.Span;
        var end = Math.Min(batch.Count, (part + 1) * RowsPerPart);
        for (var i = part * RowsPerPart; i < end; i++)
        {
            var row = _current[_position + i];
            batch.RowIds[i] = row;
            rows.Slice(row * Width, Width).CopyTo(batch.Row(i));
        }
    }
}
