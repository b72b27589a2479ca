using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>Contrastive divergence, denoising score matching and noise-contrastive estimation of any energy with parameters.</summary>
internal sealed unsafe class NetworkEnergyObjective : IObjective
{
    private const int RowsPerPart = 64;

    private readonly IParametricEnergy _energy;
    private readonly ContrastiveDivergenceTrainer.Options _options;
    private readonly Proposal _proposal;
    private readonly NegativeSampler? _sampler;
    private uint _update;

    // Of the negative phase since they were last taken.
    private double _sampleEnergies;
    private double _acceptances;
    private long _draws;

    /// <param name="energy">The energy that learns.</param>
    /// <param name="options">Checked before.</param>
    /// <param name="batchSize">The most rows in a batch.</param>
    /// <param name="proposal">Density of noise, and of independent points.</param>
    public NetworkEnergyObjective(IParametricEnergy energy, ContrastiveDivergenceTrainer.Options options, int batchSize, Proposal proposal)
    {
        _energy = energy;
        _options = options;
        _proposal = (options.Phase as MonteCarloPhase)?.Proposal ?? proposal;
        if (options is { Objective: ContrastiveObjective.ContrastiveDivergence, Phase: SampledPhase phase })
            _sampler = new NegativeSampler(energy, phase, options, batchSize, proposal);
    }

    public int Width => _energy.Dimension;

    public int DecayedParameters => _energy.DecayedParameters;

    public bool IsLoss => _options.Objective != ContrastiveObjective.ContrastiveDivergence;

    public string? EnergyIsOf { get; private set; }

    // Further from 0 than this, floats are further apart than the energies of rows: the network has run away.
    public double LargestEnergy => IsLoss ? double.MaxValue : 1 << 24;

    public bool ComparesEpochs => IsLoss;

    public SampleMeasurements TakeSampleMeasurements()
    {
        var taken = _draws > 0 ? new(_sampleEnergies / _draws, _acceptances / _draws) : SampleMeasurements.None;
        (_sampleEnergies, _acceptances, _draws) = (0, 0, 0);
        return taken;
    }

    public double Gradient(Batch batch, ReadOnlySpan<float> parameters, Span<float> gradient, WorkTeam team)
    {
        _energy.Update(parameters, team);
        gradient.Clear();
        ReadOnlySpan<float> rows = batch.Rows(0, batch.Count);
        var result = _options.Objective switch
        {
            ContrastiveObjective.DenoisingScoreMatching => ScoreMatching(rows, batch.Count, _update, gradient, team),
            ContrastiveObjective.NoiseContrastive => NoiseContrast(rows, batch.Count, _update, gradient, team),
            _ => Contrast(rows, batch.Count, gradient, team),
        };
        _update++;
        return result;
    }

    public double Energy(Batch batch, ReadOnlySpan<float> parameters, WorkTeam team)
    {
        _energy.Update(parameters, team);
        ReadOnlySpan<float> rows = batch.Rows(0, batch.Count);
        if (_options.Objective == ContrastiveObjective.DenoisingScoreMatching)
            return ScoreMatching(rows, batch.Count, Batch.Validation, default, team);
        if (_options.Objective == ContrastiveObjective.NoiseContrastive)
            return NoiseContrast(rows, batch.Count, Batch.Validation, default, team);
        var energies = new float[batch.Count];
        Evaluate(rows, energies, default, team);
        return energies.Sum(energy => (double)energy);
    }

    // ∂L = mean ∂E(data) − Σ w ∂E(points), and α times the mean squares of both.
    private double Contrast(ReadOnlySpan<float> rows, int count, Span<float> gradient, WorkTeam team)
    {
        if (!_sampler!.Draw(rows, count))
        {
            EnergyIsOf = "the points where chains begin";
            return double.NaN;
        }
        var energies = new float[count];
        var shares = new float[count];
        Evaluate(rows, energies, default, team);
        double alpha = 2 * _options.EnergyRegularization;
        double sum = 0;
        for (var row = 0; row < count; row++)
        {
            sum += energies[row];
            shares[row] = (float)((1 + (alpha * energies[row])) / count);
        }
        _energy.AddParameterGradient(rows, shares, gradient, team);

        var points = _sampler.Points;
        var pushes = new float[points.Count];
        double sampleEnergy = 0;
        for (var chain = 0; chain < pushes.Length; chain++)
        {
            sampleEnergy += (double)_sampler.Weights[chain] * points.Energies[chain];
            pushes[chain] = (float)(_sampler.Weights[chain] * (-1 + (alpha * points.Energies[chain])));
        }
        if (!(Math.Abs(sampleEnergy) <= LargestEnergy))
        {
            EnergyIsOf = "the points that are pushed up";
            return sampleEnergy * count;
        }
        _energy.AddParameterGradient(points.Positions, pushes, gradient, team);
        _sampleEnergies += sampleEnergy;
        _acceptances += _sampler.AcceptanceRate;
        _draws++;
        return sum;
    }

    // ½σ²‖β∂E(y + σn) − n/σ‖², whose least value is reached by the energy of the data under noise σ (Vincent, 2011, equation 10).
    private double ScoreMatching(ReadOnlySpan<float> rows, int count, uint step, Span<float> gradient, WorkTeam team)
    {
        var sigma = _options.NoiseStandardDeviation;
        var beta = _options.InverseTemperature;
        var noise = new float[rows.Length];
        var noisy = new float[rows.Length];
        var slopes = new float[rows.Length];
        var energies = new float[count];
        new RandomStream(_options.RandomSeed, RandomPurpose.ContrastiveNoise, step).FillNormal(noise);
        TensorPrimitives.MultiplyAdd(noise, sigma, rows, noisy);
        Evaluate(noisy, energies, slopes, team);
        double sum = 0;
        for (var row = 0; row < count; row++)
        {
            for (var i = row * Width; i < (row + 1) * Width; i++)
            {
                var residual = (sigma * beta * slopes[i]) - noise[i];
                sum += (double)residual * residual / 2;
                slopes[i] = sigma * beta * residual / count;
            }
        }
        if (gradient.IsEmpty)
            return sum;
        _energy.AddSlopeGradient(noisy, slopes, gradient, team);
        Regularize(noisy, energies, count, gradient, team);
        return sum;
    }

    // −log σ(G(y) − log ν) − ν log(1 − σ(G(n) − log ν)) with G = −βE − log q; the energy's own bias is its log Z
    // (Gutmann and Hyvärinen, 2010, equation 8).
    private double NoiseContrast(ReadOnlySpan<float> rows, int count, uint step, Span<float> gradient, WorkTeam team)
    {
        var ratio = _options.NoiseRatio;
        var total = count * (1 + ratio);
        var points = new float[total * Width];
        var energies = new float[total];
        var shares = new float[total];
        var logDensities = new double[total];
        rows.CopyTo(points);
        _proposal.Draw(new RandomStream(_options.RandomSeed, RandomPurpose.ContrastiveNoise, step), 0, Width, points.AsSpan(rows.Length));
        _proposal.LogDensity(points, Width, logDensities);
        Evaluate(points, energies, default, team);
        double sum = 0;
        for (var i = 0; i < total; i++)
        {
            var g = (-(double)_options.InverseTemperature * energies[i]) - logDensities[i] - Math.Log(ratio);
            var isData = i < count;
            var wrong = 1 / (1 + Math.Exp(isData ? g : -g));
            sum += LogSumExp.Softplus(isData ? -g : g);
            shares[i] = (float)((isData ? 1 : -1) * _options.InverseTemperature * wrong / count);
        }
        if (gradient.IsEmpty)
            return sum;
        _energy.AddParameterGradient(points, shares, gradient, team);
        Regularize(points, energies, count, gradient, team);
        return sum;
    }

    // α times the mean square of the energies of the data, which come first, and that of the other points.
    private void Regularize(ReadOnlySpan<float> rows, ReadOnlySpan<float> energies, int data, Span<float> gradient, WorkTeam team)
    {
        if (_options.EnergyRegularization == 0)
            return;
        var alpha = 2 * _options.EnergyRegularization;
        var shares = new float[energies.Length];
        TensorPrimitives.Multiply(energies[..data], alpha / data, shares);
        if (energies.Length > data)
            TensorPrimitives.Multiply(energies[data..], alpha / (energies.Length - data), shares.AsSpan(data));
        _energy.AddParameterGradient(rows, shares, gradient, team);
    }

    private void Evaluate(ReadOnlySpan<float> rows, float[] energies, float[]? slopes, WorkTeam team)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Width);
        fixed (float* first = rows)
        {
            var address = (nint)first;
            team.Run(RowBlocks.Count(energies.Length, RowsPerPart), part =>
            {
                var start = part * RowsPerPart;
                var length = Math.Min(RowsPerPart, energies.Length - start);
                var block = new ReadOnlySpan<float>((float*)address + ((nint)start * Width), length * Width);
                if (slopes is null)
                    _energy.Energy(block, energies.AsSpan(start, length));
                else
                    _energy.Gradient(block, energies.AsSpan(start, length), slopes.AsSpan(start * Width, length * Width));
            });
        }
    }
}
