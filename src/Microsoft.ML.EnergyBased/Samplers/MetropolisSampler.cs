using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Random-walk Metropolis: y' = y + σn with n standard normal, accepted with probability min(1, e^{−β(E(y') − E(y))}).
/// </summary>
/// <remarks>
/// Needs no gradient. Source: Metropolis et al., "Equation of State Calculations by Fast Computing Machines", J. Chem.
/// Phys. 21 (1953); in many dimensions it is at its best near an acceptance of .234 (Roberts, Gelman and Gilks, 1997).
/// </remarks>
public sealed class MetropolisSampler : Sampler
{
    /// <summary>Makes the kernel.</summary>
    /// <param name="energy">E, the energy to sample.</param>
    /// <param name="standardDeviation">σ, the standard deviation of the kick in every coordinate, above 0.</param>
    /// <param name="options">β, box, fixed coordinates, threads; null for the defaults.</param>
    /// <exception cref="ArgumentNullException"><paramref name="energy"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public MetropolisSampler(IEnergy energy, float standardDeviation, SamplerOptions? options = null)
        : base(energy, options)
    {
        if (!(standardDeviation > 0 && float.IsFinite(standardDeviation)))
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "The standard deviation must be above 0 and finite.");
        StandardDeviation = standardDeviation;
    }

    /// <summary>σ, the standard deviation of the kick.</summary>
    public float StandardDeviation { get; }

    internal override void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length)
    {
        var proposals = next.PositionsOf(start, length);
        random.Stream(RandomPurpose.SamplerProposal).FillNormal(proposals, (long)start * Dimension);
        Constraints.ClearHeld(proposals);
        TensorPrimitives.MultiplyAdd(proposals, StandardDeviation, state.PositionsOf(start, length), proposals);
        Evaluate(proposals, next.EnergiesOf(start, length), next.GradientsOf(start, length));

        var buffer = ArrayPool<double>.Shared.Rent(length);
        var logRatios = buffer.AsSpan(0, length);
        for (var i = 0; i < length; i++)
            logRatios[i] = -InverseTemperature * ((double)next.Energies[start + i] - state.Energies[start + i]);
        Decide(logRatios, double.PositiveInfinity, state, random, next, info, start);
        ArrayPool<double>.Shared.Return(buffer);
    }
}
