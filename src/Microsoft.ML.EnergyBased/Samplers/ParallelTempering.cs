using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// Parallel tempering: copies of each chain at a ladder of targets e^{−β_k E_k}, each moved by its own kernel; after
/// that neighbouring rungs exchange their places with probability
/// min(1, e^{β_k E_k(y_k) + β_l E_l(y_l) − β_k E_k(y_l) − β_l E_l(y_k)}).
/// </summary>
/// <remarks>
/// Rung 0 is the one that is wanted, the last the easiest to move in. A state holds the chains rung by rung: those of
/// rung 0 first. Even and odd pairs of rungs take turns from step to step. Source: Earl and Deem, "Parallel tempering:
/// theory, applications, and new perspectives", PCCP 7 (2005), equation 3; for the restricted Boltzmann machine
/// Desjardins et al. (2010).
/// </remarks>
public sealed class ParallelTempering : Sampler
{
    private readonly Sampler[] _rungs;

    /// <summary>Makes the kernel.</summary>
    /// <param name="rungs">A kernel for each rung, at least two, of one dimension: the same energy at falling <see cref="Sampler.InverseTemperature"/>, or a family of energies. Either all of their energies have gradients, or no kernel needs one.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rungs"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">Fewer than two rungs, or of different dimensions, or a ladder or Monte Carlo as a rung, or rungs that hold different coordinates, or an energy without a gradient beside a kernel that needs one.</exception>
    public ParallelTempering(IReadOnlyList<Sampler> rungs)
        : base(First(rungs).Energy, new SamplerOptions { InverseTemperature = rungs[0].InverseTemperature, NumberOfThreads = rungs[0].Threads })
    {
        foreach (var rung in rungs)
        {
            ArgumentNullException.ThrowIfNull(rung, nameof(rungs));
            if (rung is ParallelTempering)
                throw new ArgumentException("A ladder cannot be a rung of another.", nameof(rungs));
            if (rung is MonteCarloSampler)
                throw new ArgumentException("Independent weighted draws are no Markov chain: they cannot be a rung.", nameof(rungs));
            if (!rung.Constraints.HasSameHeldAs(rungs[0].Constraints))
                throw new ArgumentException("All rungs must hold the same coordinates: positions are exchanged whole.", nameof(rungs));
            if (rung.Dimension != Dimension)
                throw new ArgumentException($"A rung has {rung.Dimension} coordinates, the first {Dimension}.", nameof(rungs));
        }
        _rungs = [.. rungs];
        if (NeedsGradients && _rungs.Any(rung => rung.Energy is not IDifferentiableEnergy))
            throw new ArgumentException("A kernel needs gradients, and the energy of another rung has none.", nameof(rungs));
    }

    /// <summary>The number of rungs.</summary>
    public int NumberOfRungs => _rungs.Length;

    private protected override bool NeedsGradients => _rungs.Any(rung => rung is GradientSampler);

    /// <summary>Begins every rung of every chain at a given position.</summary>
    /// <param name="positions">Chains × dimension values, at least one chain; copied.</param>
    /// <returns>The state: chains × rungs positions, rung 0 first.</returns>
    /// <exception cref="ArgumentException">No chain, not a whole number of rows, or a position whose energy is not finite.</exception>
    public override SamplerState Start(ReadOnlySpan<float> positions)
    {
        var chains = ChainsOf(positions);
        var state = new SamplerState(chains * NumberOfRungs, Dimension, NeedsGradients);
        for (var rung = 0; rung < NumberOfRungs; rung++)
        {
            _rungs[rung].Start(positions).Positions.CopyTo(state.PositionsOf(rung * chains, chains));
            for (var chain = 0; chain < chains; chain++)
                _rungs[rung].EvaluateChain(state, (rung * chains) + chain);
        }
        return state;
    }

    private protected override int Copies => NumberOfRungs;

    private protected override void StepAll(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info)
    {
        var chains = state.Count / NumberOfRungs;
        // Rung by rung: a rung's chains have numbers of their own, and with them random numbers of their own.
        for (var rung = 0; rung < NumberOfRungs; rung++)
        {
            var kernel = _rungs[rung];
            var first = rung * chains;
            ForBlocks(chains, (start, length) => kernel.StepBlock(state, random, next, info, first + start, length));
        }

        var uniforms = random.Stream(RandomPurpose.TemperingExchange);
        var scratch = new SamplerState(2, Dimension, state.HasGradients);
        for (var rung = random.Step % 2; rung + 1 < NumberOfRungs; rung += 2)
        {
            for (var chain = 0; chain < chains; chain++)
            {
                var lower = (rung * chains) + chain;
                if (Exchange(rung, next, lower, lower + chains, uniforms.Uniform(lower), scratch))
                {
                    info.SetEnergy(lower, next.Energies[lower]);
                    info.SetEnergy(lower + chains, next.Energies[lower + chains]);
                }
            }
        }
    }

    internal override void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length)
        => throw new InvalidOperationException("A ladder moves as a whole.");

    private bool Exchange(int rung, SamplerState state, int lower, int upper, double uniform, SamplerState scratch)
    {
        var low = _rungs[rung];
        var high = _rungs[rung + 1];
        if (!low.Constraints.Contains(state.PositionsOf(upper, 1)) || !high.Constraints.Contains(state.PositionsOf(lower, 1)))
            return false;

        // The energy of each position on the other rung; the same energy object has told already.
        scratch.Take(state, upper, 0);
        scratch.Take(state, lower, 1);
        if (!ReferenceEquals(low.Energy, high.Energy))
        {
            low.EvaluateChain(scratch, 0);
            high.EvaluateChain(scratch, 1);
        }
        var before = (low.InverseTemperature * (double)state.Energies[lower]) + (high.InverseTemperature * (double)state.Energies[upper]);
        var after = (low.InverseTemperature * (double)scratch.Energies[0]) + (high.InverseTemperature * (double)scratch.Energies[1]);
        if (!(uniform < Math.Exp(Math.Min(0, before - after))))
            return false;
        state.Take(scratch, 0, lower);
        state.Take(scratch, 1, upper);
        return true;
    }

    private static Sampler First(IReadOnlyList<Sampler> rungs)
    {
        ArgumentNullException.ThrowIfNull(rungs);
        if (rungs.Count < 2)
            throw new ArgumentException($"A ladder needs at least two rungs, got {rungs.Count}.", nameof(rungs));
        ArgumentNullException.ThrowIfNull(rungs[0], nameof(rungs));
        return rungs[0];
    }
}
