using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Training;

/// <summary>The one loop of all trainings by gradient steps: epochs, batches, validation, progress, cancellation, divergence.</summary>
internal sealed class TrainingLoop
{
    // A loss this many times above where it began is not coming back.
    private const double HopelessRise = 1000;

    private readonly IObjective _objective;
    private readonly ITrainingSource _source;
    private readonly LoopSettings _settings;
    private readonly IEpochScorer? _scorer;
    private readonly float[] _parameters;
    private readonly float[] _gradient;
    private readonly WorkTeam _team;
    private readonly Batch _batch;
    private readonly OptimizerState _optimizer;
    private double _start = double.NaN;
    private double _lastGood = double.NaN;

    private TrainingLoop(IObjective objective, float[] parameters, ITrainingSource source, LoopSettings settings, IEpochScorer? scorer)
    {
        if (objective.Width != source.Width)
            throw new ArgumentException($"The objective takes rows of {objective.Width} values, the source has {source.Width}.", nameof(source));
        _objective = objective;
        _source = source;
        _settings = settings;
        _scorer = scorer;
        _parameters = parameters;
        _gradient = new float[parameters.Length];
        _team = new WorkTeam(settings.NumberOfThreads, settings.CancellationToken);
        _batch = new Batch(source.Width, settings.BatchSize);
        _optimizer = new OptimizerState(
            settings.Optimizer, parameters, _gradient, objective.DecayedParameters, settings.WeightDecay, settings.GradientClipping);
    }

    /// <summary>Trains the parameters in place. Those of the best epoch are kept: by the scorer, or else by validation rows, or else the last.</summary>
    /// <exception cref="InvalidOperationException">There are no rows, or the training diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; looked at before each batch.</exception>
    public static TrainingHistory Run(IObjective objective, float[] parameters, ITrainingSource source, LoopSettings settings, IEpochScorer? scorer = null)
        => new TrainingLoop(objective, parameters, source, settings, scorer).Run();

    private TrainingHistory Run()
    {
        var epochs = new List<TrainingEpoch>();
        bool compares = _scorer is not null || _objective.ComparesEpochs;
        bool keeps = _scorer is not null || (_source.HasValidation && compares);
        int? patience = _scorer is null ? _settings.EarlyStopping : _scorer.Patience;
        float[]? bestParameters = null;
        double best = double.NaN;
        int bestEpoch = 0;
        bool stopped = false;
        long stepsPerEpoch = 1;
        if (_settings.LearningRateSchedule.NeedsSteps)
            stepsPerEpoch = Math.Max(1, (_source.CountTrainingRows(_settings.CancellationToken) + _settings.BatchSize - 1) / _settings.BatchSize);

        for (int epoch = 0; epoch < _settings.NumberOfEpochs && !stopped; epoch++)
        {
            TrainingEpoch report = RunEpoch(epoch, stepsPerEpoch);
            epochs.Add(report);
            double judged = Judged(report);
            if (compares && !double.IsNaN(judged) && !(judged >= best))
            {
                best = judged;
                bestEpoch = report.Epoch;
                if (keeps)
                    _parameters.CopyTo(bestParameters ??= new float[_parameters.Length], 0);
            }
            _settings.Progress?.Invoke(report);
            stopped = bestEpoch > 0 && report.Epoch - bestEpoch >= patience && report.Epoch < _settings.NumberOfEpochs;
        }

        if (bestParameters is null)
            return new TrainingHistory(epochs, epochs.Count, stopped);
        bestParameters.CopyTo(_parameters, 0);
        return new TrainingHistory(epochs, bestEpoch, stopped);
    }

    private TrainingEpoch RunEpoch(int epoch, long stepsPerEpoch)
    {
        double energy = Train(epoch, stepsPerEpoch);
        double validation = _source.HasValidation ? Validate(epoch) : double.NaN;
        return new TrainingEpoch(epoch + 1, _settings.NumberOfEpochs, energy, validation)
        {
            Samples = _objective.TakeSampleMeasurements(),
            Score = _scorer?.Score(epoch + 1, _parameters) ?? double.NaN,
        };
    }

    // What the epochs are compared by: lower is better.
    private double Judged(TrainingEpoch epoch)
        => _scorer is not null ? -epoch.Score : _source.HasValidation ? epoch.ValidationEnergy : epoch.Energy;

    private double Train(int epoch, long stepsPerEpoch)
    {
        double sum = 0;
        long rows = 0;
        _source.BeginTraining(epoch);
        for (long step = 0; ; step++)
        {
            _settings.CancellationToken.ThrowIfCancellationRequested();
            _batch.Epoch = (uint)epoch;
            if (!_source.Read(_batch, _team))
                break;
            double energy = _objective.Gradient(_batch, _parameters, _gradient, _team);
            double mean = energy / _batch.Count;
            if (!(Math.Abs(mean) <= _objective.LargestEnergy))
                throw Diverged(epoch, _objective.EnergyIsOf ?? "a batch", mean);
            if (epoch == 0)
                _lastGood = mean;
            sum += energy;
            rows += _batch.Count;
            double factor = _settings.LearningRateSchedule.Factor(epoch, _settings.NumberOfEpochs, Math.Min(step, stepsPerEpoch - 1), stepsPerEpoch);
            _optimizer.Step(_settings.LearningRate * factor, _team);
        }

        if (rows == 0)
            throw new InvalidOperationException("There are no rows to train on.");
        double energyOfEpoch = sum / rows;
        // The last step is not covered by any energy yet; and moments that overflowed would hold their weights still.
        if (!VectorMath.IsFinite(_parameters) || !_optimizer.IsFinite)
            throw Diverged(epoch, "a weight, or the optimizer's memory of its gradient, is no longer finite");
        // Epochs are compared with the first, over the same rows: one outlier among them is in both.
        if (epoch == 0)
            _start = energyOfEpoch;
        else if (_objective.IsLoss && _start > 0 && energyOfEpoch > HopelessRise * _start)
            throw Diverged(epoch, FormattableString.Invariant($"the mean energy of the epoch became {energyOfEpoch:G6}, more than {HopelessRise} times that of the first, {_start:G6}"));
        return _lastGood = energyOfEpoch;
    }

    private double Validate(int epoch)
    {
        double sum = 0;
        long rows = 0;
        _source.BeginValidation();
        while (true)
        {
            _settings.CancellationToken.ThrowIfCancellationRequested();
            _batch.Epoch = Batch.Validation;
            if (!_source.Read(_batch, _team))
                break;
            sum += _objective.Energy(_batch, _parameters, _team);
            rows += _batch.Count;
        }
        if (rows == 0)
            throw new InvalidOperationException(FormattableString.Invariant($"No row fell into the validation fraction of {_settings.ValidationFraction}: raise it, or give more rows."));
        double energy = sum / rows;
        return double.IsFinite(energy) ? energy : throw Diverged(epoch, "the validation rows", energy);
    }

    private InvalidOperationException Diverged(int epoch, string of, double energy)
        => Diverged(epoch, double.IsFinite(energy) && Math.Abs(energy) > _objective.LargestEnergy
            ? FormattableString.Invariant($"the mean energy of {of} became {energy:G6}, further from 0 than {_objective.LargestEnergy:G6}, where floats no longer tell energies apart")
            : FormattableString.Invariant($"the mean energy of {of} became {energy:G6}"));

    private InvalidOperationException Diverged(int epoch, string what)
    {
        // The learning rate has had no part in it.
        if (double.IsNaN(_lastGood))
            return new InvalidOperationException($"Training cannot begin: before the first step {what}. Scale the features (is there an outlier?).");
        return new InvalidOperationException(FormattableString.Invariant(
            $"Training diverged in epoch {epoch + 1} of {_settings.NumberOfEpochs}: {what}. The last good energy was {_lastGood:G6}. Lower the learning rate ({_settings.LearningRate:G6}), clip the gradient, or scale the features (is there an outlier?)."));
    }
}
