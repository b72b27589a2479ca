using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>Runs the training loop, scores the machine after each epoch, and keeps the best.</summary>
internal sealed class RestrictedBoltzmannMonitor
{
    private readonly RestrictedBoltzmannShape _shape;
    private readonly StandardUnits? _units;
    private readonly float[] _parameters;
    private ReadOnlyMemory<float> _rows;
    private float[] _means = [];
    private readonly RestrictedBoltzmannSettings _settings;
    private readonly RestrictedBoltzmannObjective _objective;
    private readonly List<RestrictedBoltzmannEpoch> _epochs = [];
    private readonly CancellationTokenSource _enough = new();
    private float[]? _best;
    private int _bestEpoch;
    private double _bestScore = double.NaN;

    public RestrictedBoltzmannMonitor(RestrictedBoltzmannShape shape, StandardUnits? units, float[] parameters, ReadOnlyMemory<float> rows, RestrictedBoltzmannSettings settings)
    {
        _shape = shape;
        _units = units;
        _parameters = parameters;
        _rows = rows;
        _settings = settings;
        _objective = new RestrictedBoltzmannObjective(shape, settings, units);
    }

    public RestrictedBoltzmannResult Run(ITrainingSource source)
    {
        if (_settings.Monitor != LikelihoodMonitor.None)
            ChooseRows(source);
        bool stopped = false;
        int kept = 0;
        // The loop looks at the token before each batch: that is where a training that has got its best ends.
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_settings.CancellationToken, _enough.Token);
        try
        {
            TrainingHistory history = TrainingLoop.Run(_objective, _parameters, source, _settings with { CancellationToken = either.Token, Progress = Observe });
            (kept, stopped) = (history.BestEpoch, history.StoppedEarly);
        }
        catch (OperationCanceledException) when (_enough.IsCancellationRequested && !_settings.CancellationToken.IsCancellationRequested)
        {
            stopped = true;
        }

        var energy = EnergyOf(_best ?? _parameters);
        return new RestrictedBoltzmannResult(energy, _epochs, _best is null ? kept : _bestEpoch, _bestScore, stopped);
    }

    private void ChooseRows(ITrainingSource source)
    {
        if (source.HasValidation)
            _rows = ValidationRows(source);
        _rows = _rows[..(Math.Min(_rows.Length / _shape.Visible, _settings.MonitorRows) * _shape.Visible)];
        _means = Array.ConvertAll(ColumnMoments.Means(_rows.Span, _shape.Visible), mean => (float)mean);
    }

    // Rows that do not train: judged by those that do, the machine that has learnt most of them by heart would be the best.
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

    private RestrictedBoltzmannEnergy EnergyOf(float[] parameters)
        => _units is null
            ? new(_shape, parameters, _settings.InverseTemperature)
            : new(_shape, _units.InRowUnits(_shape, parameters), _settings.InverseTemperature, _units.Origin);

    private void Observe(TrainingEpoch epoch)
    {
        (double energies, double errors, long count) = _objective.Measurements;
        _objective.ClearMeasurements();
        bool reconstructs = count > 0 && _settings.Persistent is null;
        double score = _settings.Monitor == LikelihoodMonitor.None ? double.NaN : Score(epoch.Epoch);
        var report = new RestrictedBoltzmannEpoch(
            epoch, count > 0 ? energies / count : double.NaN, reconstructs ? errors / count / _shape.Visible : double.NaN, score);
        _epochs.Add(report);
        if (score > _bestScore || (_best is null && !double.IsNaN(score)))
        {
            _bestScore = score;
            _bestEpoch = epoch.Epoch;
            _best ??= new float[_parameters.Length];
            _parameters.CopyTo(_best, 0);
        }
        _settings.Progress?.Invoke(epoch);
        _settings.Epochs?.Invoke(report);
        if (_best is not null && epoch.Epoch - _bestEpoch >= _settings.MonitorPatience && epoch.Epoch < _settings.NumberOfEpochs)
            _enough.Cancel();
    }

    private double Score(int epoch)
    {
        var energy = EnergyOf(_parameters);
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
}
