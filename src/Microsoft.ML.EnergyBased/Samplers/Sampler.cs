using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>
/// A kernel that moves a block of chains by one step towards the density e^{−βE(y)}/Z: state and random numbers in,
/// state and information out.
/// </summary>
/// <remarks>
/// <para>
/// A sampler holds no state of its own: the same state and the same <see cref="SamplerRandom"/> give the same result,
/// bit for bit, at any number of threads. A chain depends on its index and on no other chain (parallel tempering, whose
/// rungs exchange their places, excepted). Steps allocate nothing that outlives them.
/// </para>
/// <para>
/// A proposal whose energy is not finite is rejected and counted as a divergence; a kernel without a Metropolis decision
/// holds the chain where it is and counts it too.
/// </para>
/// </remarks>
public abstract partial class Sampler
{
    // Chains a block: large enough for the matrix product, in whole steps of its kernel, small enough for several threads.
    // No result depends on it.
    private const int BlockSize = 132;

    private readonly int _threads;

    private protected Sampler(IEnergy energy, SamplerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(energy);
        options ??= new SamplerOptions();
        if (!(options.InverseTemperature > 0 && float.IsFinite(options.InverseTemperature)))
            throw new ArgumentOutOfRangeException(nameof(options), options.InverseTemperature, $"{nameof(SamplerOptions.InverseTemperature)} must be above 0 and finite.");
        if (options.NumberOfThreads < 1)
            throw new ArgumentOutOfRangeException(nameof(options), options.NumberOfThreads, $"{nameof(SamplerOptions.NumberOfThreads)} must be at least 1.");
        Energy = energy;
        InverseTemperature = options.InverseTemperature;
        Constraints = new ChainConstraints(options, energy.Dimension);
        _threads = options.NumberOfThreads ?? Environment.ProcessorCount;
    }

    /// <summary>E, the energy that is sampled.</summary>
    public IEnergy Energy { get; }

    /// <summary>β of the target density.</summary>
    public float InverseTemperature { get; }

    internal ChainConstraints Constraints { get; }

    internal int Dimension => Energy.Dimension;

    internal int Threads => _threads;

    /// <summary>Whether states carry gradients.</summary>
    private protected virtual bool NeedsGradients => false;

    /// <summary>Begins chains at given positions (clamped to the box, fixed coordinates excepted).</summary>
    /// <param name="positions">Chains × dimension values, at least one chain; copied.</param>
    /// <returns>The state of the chains.</returns>
    /// <exception cref="ArgumentException">No chain, not a whole number of rows, or a position whose energy is not finite.</exception>
    public virtual SamplerState Start(ReadOnlySpan<float> positions)
    {
        var count = ChainsOf(positions);
        var state = NewState(count);
        positions.CopyTo(state.PositionsOf(0, count));
        Constraints.Clamp(positions, state.PositionsOf(0, count));
        Refresh(state);
        for (var chain = 0; chain < count; chain++)
        {
            if (!float.IsFinite(state.Energies[chain]))
                throw new ArgumentException($"Chain {chain} begins at a position of energy {state.Energies[chain]}.", nameof(positions));
        }
        return state;
    }

    /// <summary>Makes one step of every chain.</summary>
    /// <param name="state">Where the chains stand; not changed.</param>
    /// <param name="random">The random numbers of the step; no two steps of a run may have the same.</param>
    /// <param name="next">Receives where they stand after it: <see cref="SamplerState.NewLike"/> of a state of this sampler, not <paramref name="state"/> itself.</param>
    /// <param name="info">Receives what happened, for as many chains.</param>
    /// <exception cref="ArgumentException">State, next state and information do not fit together.</exception>
    public void Step(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(next);
        ArgumentNullException.ThrowIfNull(info);
        if (state.Dimension != Dimension || (NeedsGradients && !state.HasGradients) || state.Count % Copies != 0)
            throw new ArgumentException("The state was not made by this sampler.", nameof(state));
        if (ReferenceEquals(state, next) || !state.HasShapeOf(next))
            throw new ArgumentException("The next state must be another one of the same shape.", nameof(next));
        if (info.Count != state.Count)
            throw new ArgumentException($"Expected room for {state.Count} chains, got {info.Count}.", nameof(info));
        StepAll(state, random, next, info);
    }

    /// <summary>How many chains begin at some positions.</summary>
    private protected int ChainsOf(ReadOnlySpan<float> positions)
        => !positions.IsEmpty && positions.Length % Dimension == 0 ? positions.Length / Dimension
            : throw new ArgumentException($"Expected {Dimension} values for each of at least one chain, got {positions.Length}.", nameof(positions));

    internal SamplerState NewState(int count) => new(count, Dimension, NeedsGradients);

    /// <summary>Computes energies and gradients anew at the positions of a state: after its energy has learnt.</summary>
    internal void Refresh(SamplerState state)
        => ForBlocks(state.Count, (start, length) => Evaluate(state.PositionsOf(start, length), state.EnergiesOf(start, length), state.GradientsOf(start, length)));

    /// <summary>Energies, and gradients where the span for them is not empty.</summary>
    private protected void Evaluate(ReadOnlySpan<float> positions, Span<float> energies, Span<float> gradients)
    {
        if (gradients.IsEmpty)
            Energy.Energy(positions, energies);
        else
            ((IDifferentiableEnergy)Energy).Gradient(positions, energies, gradients);
    }

    /// <summary>Computes energy and gradient of one chain.</summary>
    internal void EvaluateChain(SamplerState state, int chain)
        => Evaluate(state.PositionsOf(chain, 1), state.EnergiesOf(chain, 1), state.GradientsOf(chain, 1));

    private protected virtual void StepAll(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info)
        => ForBlocks(state.Count, (start, length) => StepBlock(state, random, next, info, start, length));

    /// <summary>Moves chains <paramref name="start"/> .. <paramref name="start"/> + <paramref name="length"/> − 1.</summary>
    internal abstract void StepBlock(SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start, int length);

    private protected void ForBlocks(int count, Action<int, int> body)
        => RowBlocks.Run(count, BlockSize, _threads, CancellationToken.None, (_, start, length) => body(start, length));

    /// <summary>Metropolis's decision for each chain of a block, given log of the acceptance ratio. The next state holds the proposals; where one is rejected it takes the old position.</summary>
    private protected void Decide(
        ReadOnlySpan<double> logRatios, double divergence, SamplerState state, SamplerRandom random, SamplerState next, SamplerInfo info, int start)
    {
        var uniforms = random.Stream(RandomPurpose.SamplerDecision);
        for (var i = 0; i < logRatios.Length; i++)
        {
            var chain = start + i;
            var logRatio = logRatios[i];
            var finite = float.IsFinite(next.Energies[chain]) && !double.IsNaN(logRatio);
            var inside = Constraints.Contains(next.PositionsOf(chain, 1));
            var probability = finite && inside ? Math.Exp(Math.Min(0, logRatio)) : 0;
            var accepted = uniforms.Uniform(chain) < probability;
            if (!accepted)
                next.Take(state, chain, chain);
            info.Set(chain, probability, accepted, !finite || logRatio < -divergence, next.Energies[chain]);
        }
    }
}
