using Microsoft.ML.EnergyBased.Diagnostics;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Samplers;

public abstract partial class Sampler
{
    /// <summary>Runs the chains: a burn-in that is thrown away, then one draw of every chain each <paramref name="thin"/> steps.</summary>
    /// <param name="start">Where the chains begin; not changed.</param>
    /// <param name="draws">The draws to keep of each chain, at least 1.</param>
    /// <param name="burnIn">The steps before the first draw's, at least 0.</param>
    /// <param name="thin">The steps from draw to draw, at least 1.</param>
    /// <param name="seed">The seed of the run; the same seed gives the same samples.</param>
    /// <param name="cancellationToken">Looked at before every step.</param>
    /// <returns>The samples with their diagnostics; of a tempering ladder those of rung 0.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="start"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SampleSet Run(SamplerState start, int draws, int burnIn = 0, int thin = 1, long seed = 0, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(burnIn);
        ArgumentOutOfRangeException.ThrowIfLessThan(thin, 1);

        var chains = start.Count / Copies;
        var values = new float[checked(draws * chains * Dimension)];
        var logWeights = new double[draws * chains];
        var steps = checked(burnIn + (draws * thin));
        var energies = new double[steps];
        double acceptance = 0;
        long divergences = 0;

        var state = start;
        var next = start.NewLike();
        SamplerState? spare = null;
        var info = new SamplerInfo(start.Count);
        var random = new SamplerRandom(seed, 0);
        for (var step = 0; step < steps; step++, random = random.Next)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Step(state, random, next, info);
            // The caller's state is only read: two of our own take turns.
            (state, next) = (next, ReferenceEquals(state, start) ? spare ??= start.NewLike() : state);

            double energy = 0;
            double accepted = 0;
            for (var chain = 0; chain < chains; chain++)
            {
                energy += info.Energies[chain];
                accepted += info.AcceptanceProbabilities[chain];
                divergences += info.Divergent[chain] ? 1 : 0;
            }
            energies[step] = energy / chains;
            if (step < burnIn)
                continue;
            acceptance += accepted / chains;
            var draw = (step - burnIn) / thin;
            if (step - burnIn - (draw * thin) != thin - 1)
                continue;
            state.PositionsOf(0, chains).CopyTo(values.AsSpan(draw * chains * Dimension));
            for (var chain = 0; chain < chains; chain++)
                logWeights[(draw * chains) + chain] = info.LogWeights[chain];
        }

        double? effectiveSize = DrawsAreIndependent ? LogPartitionEstimate.Of(logWeights).EffectiveSampleSize : null;
        var diagnostics = SamplingDiagnostics.Of(values, chains, Dimension, acceptance / (steps - burnIn), divergences, energies, effectiveSize);
        return new SampleSet(values, logWeights, Dimension, diagnostics, state);
    }

    /// <summary>Whether draws have weights and no past, so that chains say nothing about them.</summary>
    private protected virtual bool DrawsAreIndependent => false;

    /// <summary>How many positions a state has for each chain.</summary>
    private protected virtual int Copies => 1;
}
