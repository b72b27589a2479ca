using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>Finds the points of a negative phase on an energy with a gradient, by the kernels that users sample with.</summary>
internal sealed class NegativeSampler
{
    private readonly SampledPhase _phase;
    private readonly ContrastiveDivergenceTrainer.Options _options;
    private readonly int _batchSize;
    private readonly Sampler _sampler;
    private SamplerState? _state;
    private SamplerState? _next;
    private SamplerInfo? _info;
    private double[] _shares = [];
    private bool _hasChains;
    private uint _update;

    /// <param name="energy">The energy that learns.</param>
    /// <param name="phase">How points are found.</param>
    /// <param name="options">Checked before.</param>
    /// <param name="batchSize">The most rows in a batch.</param>
    /// <param name="fitted">What independent points are drawn from where the phase does not say.</param>
    public NegativeSampler(IDifferentiableEnergy energy, SampledPhase phase, ContrastiveDivergenceTrainer.Options options, int batchSize, Proposal fitted)
    {
        _phase = phase;
        _batchSize = batchSize;
        _options = options;
        var sampling = new SamplerOptions { InverseTemperature = options.InverseTemperature, NumberOfThreads = options.Threads };
        _sampler = phase.SamplerOf(energy, sampling, fitted);
    }

    /// <summary>The points, one a chain, of the last <see cref="Draw"/>.</summary>
    public SamplerState Points => _state!;

    /// <summary>Their weights, which sum to 1.</summary>
    public float[] Weights { get; private set; } = [];

    /// <summary>The mean acceptance probability of the last <see cref="Draw"/>; of independent points the share that counts, (Σw)²/Σw² of their number.</summary>
    public double AcceptanceRate { get; private set; }

    /// <summary>Finds points under the energy as it is now.</summary>
    /// <param name="rows">The rows of the batch.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>False where a chain begins at an energy that is not finite: the energy has run away.</returns>
    public bool Draw(ReadOnlySpan<float> rows, int count)
    {
        var dimension = _sampler.Dimension;
        var chains = _options.Persistent?.NumberOfChains ?? (_options.Persistent is null ? count : _batchSize);
        if (_state is null || _state.Count != chains)
        {
            _state = _sampler.NewState(chains);
            _next = _state.NewLike();
            _info = new SamplerInfo(chains);
            Weights = new float[chains];
            _shares = new double[chains];
        }
        Begin(rows, count, dimension);
        _sampler.Refresh(_state);
        foreach (var energy in _state.Energies)
        {
            if (!float.IsFinite(energy))
                return false;
        }

        double acceptance = 0;
        var steps = _phase.Steps;
        for (var step = 0; step < steps; step++)
        {
            // Seeds of updates stand far apart, steps count within them.
            _sampler.Step(_state, new SamplerRandom(unchecked((long)_options.RandomSeed + ((long)_update << 32)), step), _next!, _info!);
            (_state, _next) = (_next!, _state);
            foreach (var probability in _info!.AcceptanceProbabilities)
                acceptance += probability;
        }
        AcceptanceRate = acceptance / steps / chains;
        SetWeights();
        if (_phase is MonteCarloPhase)
            AcceptanceRate = EffectiveShare();
        _update++;
        return true;
    }

    private void Begin(ReadOnlySpan<float> rows, int count, int dimension)
    {
        var dice = new RandomStream(_options.RandomSeed, RandomPurpose.ContrastiveChains, _update);
        for (var chain = 0; chain < _state!.Count; chain++)
        {
            var goesOn = _options.Persistent is { } persistent && _hasChains
                && !(persistent.RefreshFraction > 0 && dice.Uniform(chain) < persistent.RefreshFraction);
            if (!goesOn)
                rows.Slice(chain % count * dimension, dimension).CopyTo(_state.PositionsOf(chain, 1));
        }
        _hasChains = true;
        if (_phase is not KickPhase kick)
            return;

        var positions = _state.PositionsOf(0, _state.Count);
        var kicks = new float[positions.Length];
        new RandomStream(_options.RandomSeed, RandomPurpose.ContrastiveNoise, _update).FillNormal(kicks);
        for (var i = 0; i < positions.Length; i++)
            positions[i] += kick.StandardDeviation * kicks[i];
    }

    private void SetWeights()
    {
        LogSumExp.Weights(_info!.LogWeights, 1, _shares, out var greatest);
        // Without one point of any weight there is nothing to push up.
        double sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            Weights[i] = double.IsNegativeInfinity(greatest) ? 0 : (float)_shares[i];
            sum += Weights[i];
        }
        for (var i = 0; i < Weights.Length && sum > 0; i++)
            Weights[i] = (float)(Weights[i] / sum);
    }

    private double EffectiveShare()
    {
        double squares = 0;
        foreach (var weight in Weights)
            squares += (double)weight * weight;
        return squares > 0 ? 1 / squares / Weights.Length : 0;
    }
}
