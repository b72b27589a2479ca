using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>Scores the machine of each epoch by the log-likelihood of rows, as its <see cref="LikelihoodMonitor"/> says.</summary>
internal sealed class LikelihoodScorer : IEpochScorer
{
    private readonly Func<ReadOnlySpan<float>, RestrictedBoltzmannEnergy> _energyOf;
    private readonly RestrictedBoltzmannSettings _settings;
    private readonly ReadOnlyMemory<float> _rows;
    private readonly float[] _means;

    /// <param name="energyOf">The machine that parameters in training make.</param>
    /// <param name="source">Its validation rows, where it has any, are those that are looked at.</param>
    /// <param name="rows">Those that are looked at otherwise, row-major.</param>
    /// <param name="settings">With a monitor.</param>
    public LikelihoodScorer(
        Func<ReadOnlySpan<float>, RestrictedBoltzmannEnergy> energyOf, ITrainingSource source, ReadOnlyMemory<float> rows, RestrictedBoltzmannSettings settings)
    {
        _energyOf = energyOf;
        _settings = settings;
        if (source.HasValidation)
            rows = ValidationRows(source);
        _rows = rows[..(Math.Min(rows.Length / source.Width, settings.MonitorRows) * source.Width)];
        _means = Array.ConvertAll(ColumnMoments.Means(_rows.Span, source.Width), mean => (float)mean);
    }

    public int? Patience => _settings.MonitorPatience;

    public double Score(int epoch, ReadOnlySpan<float> parameters)
    {
        RestrictedBoltzmannEnergy energy = _energyOf(parameters);
        ReadOnlySpan<float> rows = _rows.Span;
        int threads = _settings.NumberOfThreads;
        CancellationToken cancellation = _settings.CancellationToken;
        return _settings.Monitor switch
        {
            // The same units each time, so that epochs compare.
            LikelihoodMonitor.PseudoLikelihood => energy.EstimatePseudoLogLikelihood(rows, unchecked((long)_settings.Seed)),
            LikelihoodMonitor.ExactLikelihood => energy.LogLikelihood(rows, energy.LogPartition(threads, cancellation)),
            _ => energy.LogLikelihood(rows, energy.EstimateLogPartition(
                _settings.AnnealingChains, _settings.AnnealingTemperatures, unchecked((long)_settings.Seed + epoch), _means, threads, cancellation).LogPartition),
        };
    }

    // Rows that do not train: judged by those that do, the machine that overfits most would be the best.
    private float[] ValidationRows(ITrainingSource source)
    {
        var rows = new List<float>();
        var batch = new Batch(source.Width, _settings.BatchSize);
        var team = new WorkTeam(1);
        source.BeginValidation();
        while (rows.Count < (long)_settings.MonitorRows * source.Width && source.Read(batch, team))
        {
            for (int row = 0; row < batch.Count; row++)
                rows.AddRange(batch.Row(row));
        }
        return [.. rows];
    }
}
