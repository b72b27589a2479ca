using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>Scores the machine of each epoch by the log-likelihood of rows, as its <see cref="LikelihoodMonitor"/> says.</summary>
internal sealed class LikelihoodScorer : IEpochScorer
{
    private readonly Func<ReadOnlySpan<float>, RestrictedBoltzmannEnergy> _energyOf;
    private readonly ContrastiveDivergenceTrainer.Options _options;
    private readonly ReadOnlyMemory<float> _rows;
    private readonly float[] _means;

    /// <param name="energyOf">The machine that parameters in training make.</param>
    /// <param name="source">Its validation rows, where it has any, are those that are looked at.</param>
    /// <param name="data">Its first rows are looked at otherwise.</param>
    /// <param name="options">With a monitor.</param>
    public LikelihoodScorer(
        Func<ReadOnlySpan<float>, RestrictedBoltzmannEnergy> energyOf, ITrainingSource source, TrainingData data, ContrastiveDivergenceTrainer.Options options)
    {
        _energyOf = energyOf;
        _options = options;
        var rows = source.HasValidation ? ValidationRows(source) : FirstRows(data);
        _rows = rows.AsMemory(0, Math.Min(rows.Length / source.Width, options.MonitorRows) * source.Width);
        _means = Array.ConvertAll(ColumnMoments.Means(_rows.Span, source.Width), mean => (float)mean);
    }

    public double Score(int epoch, ReadOnlySpan<float> parameters)
    {
        var energy = _energyOf(parameters);
        var rows = _rows.Span;
        var threads = _options.Threads;
        var cancellation = _options.CancellationToken;
        return _options.Monitor switch
        {
            // The same units each time, so that epochs compare.
            LikelihoodMonitor.PseudoLikelihood => energy.EstimatePseudoLogLikelihood(rows, unchecked((long)_options.RandomSeed)),
            LikelihoodMonitor.ExactLikelihood => energy.LogLikelihood(rows, energy.LogPartition(threads, cancellation)),
            _ => energy.LogLikelihood(rows, energy.EstimateLogPartition(
                _options.MonitorChains, _options.MonitorTemperatures, unchecked((long)_options.RandomSeed + epoch), _means, threads, cancellation).LogPartition),
        };
    }

    private float[] FirstRows(TrainingData data)
    {
        var rows = new List<float>();
        var most = (long)_options.MonitorRows * data.Width;
        foreach (var block in data.Blocks())
        {
            rows.AddRange(block.Span[..(int)Math.Min(block.Length, most - rows.Count)]);
            if (rows.Count == most)
                break;
        }
        return [.. rows];
    }

    // Rows that do not train: judged by those that do, the machine that overfits most would be the best.
    private float[] ValidationRows(ITrainingSource source)
    {
        var rows = new List<float>();
        var batch = new Batch(source.Width, Math.Min(_options.BatchSize, _options.MonitorRows));
        var team = new WorkTeam(1);
        source.BeginValidation();
        while (rows.Count < (long)_options.MonitorRows * source.Width && source.Read(batch, team))
        {
            for (var row = 0; row < batch.Count; row++)
                rows.AddRange(batch.Row(row));
        }
        return [.. rows];
    }
}
