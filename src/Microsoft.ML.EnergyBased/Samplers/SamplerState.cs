namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Where a block of chains stands: positions, and what the kernel has already computed there. Only a sampler writes to
/// it: <see cref="Sampler.Start"/> makes one, <see cref="Sampler.Step"/> fills another.
/// </summary>
public sealed class SamplerState
{
    private readonly float[] _positions;
    private readonly float[] _energies;
    private readonly float[] _gradients;

    internal SamplerState(int count, int dimension, bool hasGradients)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        Dimension = dimension;
        HasGradients = hasGradients;
        _positions = new float[checked(count * dimension)];
        _energies = new float[count];
        _gradients = hasGradients ? new float[_positions.Length] : [];
    }

    /// <summary>The number of chains.</summary>
    public int Count { get; }

    /// <summary>The number of values in a position.</summary>
    public int Dimension { get; }

    /// <summary>Count × dimension values, one chain a row.</summary>
    public ReadOnlySpan<float> Positions => _positions;

    /// <summary>E(y) at each position.</summary>
    public ReadOnlySpan<float> Energies => _energies;

    /// <summary>∂E/∂y at each position, count × dimension; empty where the kernel needs no gradient.</summary>
    public ReadOnlySpan<float> Gradients => _gradients;

    internal bool HasGradients { get; }

    /// <summary>A state of the same shape for a sampler to write to.</summary>
    public SamplerState NewLike() => new(Count, Dimension, HasGradients);

    internal bool HasShapeOf(SamplerState other) => Count == other.Count && Dimension == other.Dimension && HasGradients == other.HasGradients;

    internal Span<float> PositionsOf(int start, int count) => _positions.AsSpan(start * Dimension, count * Dimension);

    internal Span<float> EnergiesOf(int start, int count) => _energies.AsSpan(start, count);

    internal Span<float> GradientsOf(int start, int count) => HasGradients ? _gradients.AsSpan(start * Dimension, count * Dimension) : default;

    /// <summary>Takes chain <paramref name="chain"/> of another state of the same shape.</summary>
    internal void Take(SamplerState other, int chain, int to)
    {
        other.PositionsOf(chain, 1).CopyTo(PositionsOf(to, 1));
        other.GradientsOf(chain, 1).CopyTo(GradientsOf(to, 1));
        _energies[to] = other._energies[chain];
    }
}
