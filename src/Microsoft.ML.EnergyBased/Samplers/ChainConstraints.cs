namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>Where chains may go: a box, and coordinates that are held.</summary>
internal sealed class ChainConstraints
{
    private readonly float[] _minimum;
    private readonly float[] _maximum;
    private readonly int[] _held;
    private readonly int _dimension;

    public ChainConstraints(SamplerOptions options, int dimension)
    {
        _dimension = dimension;
        _minimum = Bound(options.Minimum, dimension, float.NegativeInfinity, nameof(SamplerOptions.Minimum));
        _maximum = Bound(options.Maximum, dimension, float.PositiveInfinity, nameof(SamplerOptions.Maximum));
        for (var i = 0; i < _minimum.Length; i++)
        {
            if (!(_minimum[i] < _maximum[i]))
                throw new ArgumentOutOfRangeException(nameof(options), _maximum[i], $"{nameof(SamplerOptions.Maximum)} must be above {nameof(SamplerOptions.Minimum)}, {_minimum[i]}, at coordinate {i}.");
        }
        HasBox = options.Minimum.Count + options.Maximum.Count > 0;
        ArgumentNullException.ThrowIfNull(options.FixedCoordinates);
        _held = [.. options.FixedCoordinates.Distinct().Order()];
        if (_held.Length > 0 && (_held[0] < 0 || _held[^1] >= dimension))
            throw new ArgumentOutOfRangeException(nameof(options), _held[0] < 0 ? _held[0] : _held[^1], $"{nameof(SamplerOptions.FixedCoordinates)} must be in 0 .. {dimension - 1}.");
    }

    public bool HasBox { get; }

    /// <summary>Whether the same coordinates are held.</summary>
    public bool HasSameHeldAs(ChainConstraints other) => _held.AsSpan().SequenceEqual(other._held);

    public bool HasHeld => _held.Length > 0;

    /// <summary>Puts 0 at the held coordinates of every row: no noise, momentum or force there.</summary>
    public void ClearHeld(Span<float> rows)
    {
        if (_held.Length == 0)
            return;
        for (var row = 0; row < rows.Length; row += _dimension)
        {
            foreach (var index in _held)
                rows[row + index] = 0;
        }
    }

    /// <summary>Gives the held coordinates of every row the values of the same row of <paramref name="source"/>.</summary>
    public void RestoreHeld(ReadOnlySpan<float> source, Span<float> rows)
    {
        if (_held.Length == 0)
            return;
        for (var row = 0; row < rows.Length; row += _dimension)
        {
            foreach (var index in _held)
                rows[row + index] = source[row + index];
        }
    }

    /// <summary>Moves the free coordinates of every row into the box; held ones are as the caller wants them.</summary>
    public void Clamp(ReadOnlySpan<float> source, Span<float> rows)
    {
        if (!HasBox)
            return;
        for (var row = 0; row < rows.Length; row += _dimension)
        {
            var values = rows.Slice(row, _dimension);
            for (var i = 0; i < values.Length; i++)
            {
                // Not Math.Clamp: a NaN stays one, so that the energy says so.
                if (values[i] < _minimum[i])
                    values[i] = _minimum[i];
                else if (values[i] > _maximum[i])
                    values[i] = _maximum[i];
            }
        }
        RestoreHeld(source, rows);
    }

    /// <summary>Whether the free coordinates of a row lie in the box, its border included.</summary>
    public bool Contains(ReadOnlySpan<float> row)
    {
        if (!HasBox)
            return true;
        var next = 0;
        for (var i = 0; i < row.Length; i++)
        {
            if (next < _held.Length && _held[next] == i)
            {
                next++;
                continue;
            }
            if (row[i] < _minimum[i] || row[i] > _maximum[i])
                return false;
        }
        return true;
    }

    private static float[] Bound(IReadOnlyList<float> values, int dimension, float none, string name)
    {
        ArgumentNullException.ThrowIfNull(values, name);
        if (values.Count > 1 && values.Count != dimension)
            throw new ArgumentException($"{name}: expected no value, one, or {dimension}, got {values.Count}.", name);
        if (values.Any(float.IsNaN))
            throw new ArgumentOutOfRangeException(name, float.NaN, $"{name} holds NaN.");
        var bound = new float[dimension];
        for (var i = 0; i < dimension; i++)
            bound[i] = values.Count == 0 ? none : values[values.Count == 1 ? 0 : i];
        return bound;
    }
}
