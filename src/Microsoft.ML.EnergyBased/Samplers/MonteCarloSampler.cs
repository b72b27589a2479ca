using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Monte Carlo with a proposal: every step draws each chain anew from q, with the importance weight
/// w(y) = e^{−βE(y)}/q(y); expectations under e^{−βE}/Z are Σ w f / Σ w, and the mean of w estimates Z.
/// </summary>
/// <remarks>
/// A draw whose energy is not finite is rejected: the chain stays where it was, with weight 0 (log weight −∞), and a
/// divergence is counted. Source: Robert and Casella, "Monte Carlo Statistical Methods" (2004), equations 3.8 and 3.10.
/// </remarks>
public sealed class MonteCarloSampler : Sampler
{
    /// <summary>Makes the kernel.</summary>
    /// <param name="energy">E, the energy to sample.</param>
    /// <param name="proposal">q, which should cover all that e^{−βE} covers.</param>
    /// <param name="options">β and threads; null for the defaults. Draws outside the box have weight 0; coordinates cannot be held.</param>
    /// <exception cref="ArgumentNullException"><paramref name="energy"/> or <paramref name="proposal"/> is null.</exception>
    /// <exception cref="ArgumentException">The proposal has another dimension, or coordinates are to be held.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public MonteCarloSampler(IEnergy energy, Proposal proposal, SamplerOptions? options = null)
        : base(energy, options)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        proposal.CheckDimension(energy.Dimension, nameof(proposal));
        if (Constraints.HasHeld)
            throw new ArgumentException("Independent draws cannot hold coordinates.", nameof(options));
        Proposal = proposal;
    }

    /// <summary>q, what points are drawn from.</summary>
    public Proposal Proposal { get; }

    private protected override bool DrawsAreIndependent => true;

    internal override void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length)
    {
        var buffer = ArrayPool<double>.Shared.Rent(length);
        var logDensities = buffer.AsSpan(0, length);
        var positions = next.PositionsOf(start, length);
        Proposal.Draw(random.Stream(RandomPurpose.SamplerProposal), (long)start * Dimension, Dimension, positions);
        Proposal.LogDensity(positions, Dimension, logDensities);
        Evaluate(positions, next.EnergiesOf(start, length), next.GradientsOf(start, length));
        for (var i = 0; i < length; i++)
        {
            var chain = start + i;
            var finite = float.IsFinite(next.Energies[chain]);
            var accepted = finite && Constraints.Contains(next.PositionsOf(chain, 1));
            var logWeight = accepted ? (-(double)InverseTemperature * next.Energies[chain]) - logDensities[i] : double.NegativeInfinity;
            if (!accepted)
                next.Take(state, chain, chain);
            info.Set(chain, accepted ? 1 : 0, accepted, !finite, next.Energies[chain], logWeight);
        }
        ArrayPool<double>.Shared.Return(buffer);
    }
}
