using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// The random numbers of one step of a sampler. They are a pure function of seed and step (and, inside a step, of what
/// they are for and of the chain), so that a step can be repeated, and threads and blocks do not matter.
/// </summary>
public readonly struct SamplerRandom : IEquatable<SamplerRandom>
{
    /// <summary>Makes the random numbers of a step.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="step">The step, at least 0; each step of a run has its own.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public SamplerRandom(long seed, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        Seed = seed;
        Step = step;
    }

    /// <summary>The seed of the run.</summary>
    public long Seed { get; }

    /// <summary>The step, at least 0.</summary>
    public int Step { get; }

    /// <summary>The random numbers of the step after this one.</summary>
    public SamplerRandom Next => new(Seed, checked(Step + 1));

    /// <summary>The stream for one purpose; <paramref name="part"/> tells the parts of a step (its sweeps) apart.</summary>
    internal RandomStream Stream(RandomPurpose purpose, int part = 0) => new((ulong)Seed, purpose, (uint)Step, (ulong)part);

    /// <inheritdoc/>
    public bool Equals(SamplerRandom other) => Seed == other.Seed && Step == other.Step;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SamplerRandom other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Seed, Step);

    /// <summary>Whether both are the same step of the same seed.</summary>
    public static bool operator ==(SamplerRandom left, SamplerRandom right) => left.Equals(right);

    /// <summary>Whether step or seed differ.</summary>
    public static bool operator !=(SamplerRandom left, SamplerRandom right) => !left.Equals(right);
}
