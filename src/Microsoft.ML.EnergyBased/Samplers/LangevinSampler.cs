using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Unadjusted Langevin dynamics: y' = y − ε ∂E/∂y + σn with n standard normal and σ = √(2ε/β), so that e^{−βE} is
/// stationary up to an error of order ε.
/// </summary>
/// <remarks>
/// <para>
/// There is no Metropolis decision: on N(0, 1) the stationary variance is 1/(1 − ε/2), not 1. A step to a position
/// whose energy or gradient is not finite is not made: the chain stays, and a divergence is counted. Positions are clamped to the
/// box. <see cref="MetropolisLangevinSampler"/> is the same proposal with the decision.
/// </para>
/// <para>
/// Source: Roberts and Tweedie, "Exponential convergence of Langevin distributions and their discrete approximations",
/// Bernoulli 2 (1996), section 1.4.1; as a negative phase, Du and Mordatch, "Implicit generation and modeling with
/// energy-based models" (2019), equation 1, where σ does not follow from ε.
/// </para>
/// </remarks>
public sealed class LangevinSampler : GradientSampler
{
    /// <summary>Makes the kernel.</summary>
    /// <param name="energy">E, the energy to sample.</param>
    /// <param name="stepSize">ε, above 0.</param>
    /// <param name="options">β, box, fixed coordinates, threads; null for the defaults.</param>
    /// <param name="noise">σ, at least 0, or null for √(2ε/β); 0 is plain gradient descent.</param>
    /// <exception cref="ArgumentNullException"><paramref name="energy"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public LangevinSampler(IDifferentiableEnergy energy, float stepSize, SamplerOptions? options = null, float? noise = null)
        : base(energy, stepSize, options)
    {
        if (noise is { } given && !(given >= 0 && float.IsFinite(given)))
            throw new ArgumentOutOfRangeException(nameof(noise), noise, "The noise must be at least 0 and finite.");
        Noise = noise ?? MathF.Sqrt(2 * stepSize / InverseTemperature);
    }

    /// <summary>σ, the standard deviation of the noise.</summary>
    public float Noise { get; }

    internal override void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length)
    {
        var positions = next.PositionsOf(start, length);
        ReadOnlySpan<float> old = state.PositionsOf(start, length);
        random.Stream(RandomPurpose.SamplerProposal).FillNormal(positions, (long)start * Dimension);
        TensorPrimitives.MultiplyAdd(positions, Noise, old, positions);
        TensorPrimitives.MultiplyAdd(state.GradientsOf(start, length), -StepSize, positions, positions);
        Constraints.RestoreHeld(old, positions);
        Constraints.Clamp(old, positions);
        Evaluate(positions, next.EnergiesOf(start, length), next.GradientsOf(start, length));
        for (var chain = start; chain < start + length; chain++)
        {
            var finite = float.IsFinite(next.Energies[chain]) && VectorMath.IsFinite(next.GradientsOf(chain, 1));
            if (!finite)
                next.Take(state, chain, chain);
            info.Set(chain, finite ? 1 : 0, finite, !finite, next.Energies[chain]);
        }
    }
}
