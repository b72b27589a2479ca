using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Training;

/// <summary>The one loop of all trainings by gradient steps: epochs, batches, validation, progress, cancellation, divergence.</summary>
internal sealed class TrainingLoop
{
    // A loss that has risen this many times above where it began has diverged.
    private const double GreatestRise = 1000;

    private readonly IObjective _objective;
    private readonly ITrainingSource _source;
    private readonly NetworkTrainingOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly IEpochScorer? _scorer;
    private readonly float[] _parameters;
    private readonly float[] _gradient;
    private readonly WorkTeam _team;
    private readonly Batch _batch;
    private readonly OptimizerState _optimizer;
    private double _start = double.NaN;
    private double _lastGood = double.NaN;

    private TrainingLoop(IObjective objective, float[] parameters, ITrainingSource source, NetworkTrainingOptions options, int batchSize, IProgress<TrainingProgress>? progress, IEpochScorer? scorer)
    {
        if (objective.Width != source.Width)
            throw new ArgumentException($"The objective takes rows of {objective.Width} values, the source has {source.Width}.", nameof(source));
        _objective = objective;
        _source = source;
        _options = options;
        _progress = progress;
        _scorer = scorer;
        _parameters = parameters;
        _gradient = new float[parameters.Length];
        _team = new WorkTeam(options.Threads, options.CancellationToken);
        _batch = new Batch(source.Width, batchSize);
        _optimizer = new OptimizerState(
            options.Optimizer, parameters, _gradient, objective.DecayedParameters, options.WeightDecay, options.GradientClipping);
    }

    /// <summary>Trains the parameters in place. Those of the best epoch are kept: by the scorer, or else by validation rows, or else the last.</summary>
    /// <exception cref="InvalidOperationException">There are no rows, or the training diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; looked at before each batch.</exception>
    /// <param name="objective">What is minimised.</param>
    /// <param name="parameters">Trained in place.</param>
    /// <param name="source">The rows.</param>
    /// <param name="options">The options, checked before.</param>
    /// <param name="batchSize">Rows in a step: no more than the options say.</param>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <param name="scorer">Judges the epochs, or null where their energies do.</param>
    public static TrainingHistory Run(
        IObjective objective, float[] parameters, ITrainingSource source, NetworkTrainingOptions options, int batchSize,
        IProgress<TrainingProgress>? progress = null, IEpochScorer? scorer = null)
        => new TrainingLoop(objective, parameters, source, options, batchSize, progress, scorer).Run();

    private TrainingHistory Run()
    {
        var epochs = new List<TrainingEpoch>();
        var compares = _scorer is not null || _objective.ComparesEpochs;
        var keeps = _scorer is not null || (_source.HasValidation && compares);
        int? patience = _options.EarlyStopping ? _options.Patience : null;
        float[]? bestParameters = null;
        var best = double.NaN;
        var bestEpoch = 0;
        var stopped = false;
        long stepsPerEpoch = 1;
        if (_options.LearningRateSchedule.NeedsSteps)
            stepsPerEpoch = Math.Max(1, (_source.CountTrainingRows(_options.CancellationToken) + _batch.Capacity - 1) / _batch.Capacity);

        for (var epoch = 0; epoch < _options.NumberOfEpochs && !stopped; epoch++)
        {
            var report = RunEpoch(epoch, stepsPerEpoch);
            epochs.Add(report);
            var judged = Judged(report);
            if (compares && !double.IsNaN(judged) && !(judged >= best))
            {
                best = judged;
                bestEpoch = report.Epoch;
                if (keeps)
                    _parameters.CopyTo(bestParameters ??= new float[_parameters.Length], 0);
            }
            _progress?.Report(TrainingProgress.Of(report));
            stopped = bestEpoch > 0 && report.Epoch - bestEpoch >= patience && report.Epoch < _options.NumberOfEpochs;
        }

        if (bestParameters is null)
            return new TrainingHistory(epochs, epochs.Count, stopped);
        bestParameters.CopyTo(_parameters, 0);
        return new TrainingHistory(epochs, bestEpoch, stopped);
    }

    private TrainingEpoch RunEpoch(int epoch, long stepsPerEpoch)
    {
        var energy = Train(epoch, stepsPerEpoch);
        var validation = _source.HasValidation ? Validate(epoch) : double.NaN;
        return new TrainingEpoch(epoch + 1, _options.NumberOfEpochs, energy, validation)
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
            _options.CancellationToken.ThrowIfCancellationRequested();
            _batch.Epoch = (uint)epoch;
            if (!_source.Read(_batch, _team))
                break;
            var energy = _objective.Gradient(_batch, _parameters, _gradient, _team);
            var mean = energy / _batch.Count;
            if (!(Math.Abs(mean) <= _objective.LargestEnergy))
                throw Diverged(epoch, _objective.EnergyIsOf ?? "a batch", mean);
            if (epoch == 0)
                _lastGood = mean;
            sum += energy;
            rows += _batch.Count;
            var factor = _options.LearningRateSchedule.Factor(epoch, _options.NumberOfEpochs, Math.Min(step, stepsPerEpoch - 1), stepsPerEpoch);
            _optimizer.Step(_options.LearningRate * factor, _team);
        }

        if (rows == 0)
            throw new InvalidOperationException("There are no rows to train on.");
        var energyOfEpoch = sum / rows;
        // The last step is not covered by any energy yet; and moments that overflowed would hold their weights still.
        if (!VectorMath.IsFinite(_parameters) || !_optimizer.IsFinite)
            throw Diverged(epoch, "a weight, or the optimizer's memory of its gradient, is no longer finite");
        // Epochs are compared with the first, over the same rows: one outlier among them is in both.
        if (epoch == 0)
            _start = energyOfEpoch;
        else if (_objective.IsLoss && _start > 0 && energyOfEpoch > GreatestRise * _start)
            throw Diverged(epoch, FormattableString.Invariant($"the mean energy of the epoch became {energyOfEpoch:G6}, more than {GreatestRise} times that of the first, {_start:G6}"));
        return _lastGood = energyOfEpoch;
    }

    private double Validate(int epoch)
    {
        double sum = 0;
        long rows = 0;
        _source.BeginValidation();
        while (true)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            _batch.Epoch = Batch.Validation;
            if (!_source.Read(_batch, _team))
                break;
            sum += _objective.Energy(_batch, _parameters, _team);
            rows += _batch.Count;
        }
        if (rows == 0)
            throw new InvalidOperationException(FormattableString.Invariant($"No row fell into the validation fraction of {_options.ValidationFraction}: raise it, or give more rows."));
        var energy = sum / rows;
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
            $"Training diverged in epoch {epoch + 1} of {_options.NumberOfEpochs}: {what}. The last good energy was {_lastGood:G6}. Lower the learning rate ({_options.LearningRate:G6}), clip the gradient, or scale the features (is there an outlier?)."));
    }
}
