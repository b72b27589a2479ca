using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Training;

/// <summary>What every training by gradient steps is told, whatever its objective.</summary>
internal record LoopSettings
{
    public int NumberOfEpochs { get; init; } = 20;

    /// <summary>Rows in a step, at least 1.</summary>
    public int BatchSize { get; init; } = 128;

    public Optimizer Optimizer { get; init; } = Optimizer.Adam();

    /// <summary>η, positive.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    public LearningRateSchedule LearningRateSchedule { get; init; } = LearningRateSchedule.Constant();

    /// <summary>λ of weight decay, at least 0; see <see cref="EnergyBased.Optimizer"/>.</summary>
    public float WeightDecay { get; init; }

    /// <summary>The norm that a longer gradient (all parameters together) is shortened to; infinite for none.</summary>
    public double GradientClipping { get; init; } = double.PositiveInfinity;

    /// <summary>The share of the rows set aside, in [0, 1); the model of the best epoch on them is kept.</summary>
    public double ValidationFraction { get; init; }

    /// <summary>
    /// Epochs without a new lowest energy (of the validation rows, where there are any, otherwise of the training rows)
    /// after which a training ends, at least 1; or null for never.
    /// </summary>
    public int? EarlyStopping { get; init; }

    public ulong Seed { get; init; }

    /// <summary>The most threads used, at least 1. The result does not depend on it.</summary>
    public int NumberOfThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>Rows that streaming holds to shuffle them, at least 1.</summary>
    public int ShuffleBufferRows { get; init; } = 8192;

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Called after each epoch, on the calling thread.</summary>
    public Action<TrainingEpoch>? Progress { get; init; }

    /// <summary>Throws unless every setting is in its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not.</exception>
    public virtual void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(NumberOfEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(NumberOfThreads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ShuffleBufferRows, 1);
        ArgumentNullException.ThrowIfNull(Optimizer);
        ArgumentNullException.ThrowIfNull(LearningRateSchedule);
        Require(LearningRate > 0 && float.IsFinite(LearningRate), LearningRate, "The learning rate must be positive and finite.", nameof(LearningRate));
        Require(WeightDecay >= 0 && float.IsFinite(WeightDecay), WeightDecay, "Weight decay must be finite and at least 0.", nameof(WeightDecay));
        Require(GradientClipping > 0, GradientClipping, "The norm must be positive.", nameof(GradientClipping));
        Require(ValidationFraction is >= 0 and < 1, ValidationFraction, "The fraction must be in [0, 1).", nameof(ValidationFraction));
        Require(EarlyStopping is null or >= 1, EarlyStopping, "Early stopping needs at least 1 epoch.", nameof(EarlyStopping));
    }

    /// <summary>Holds the units of hidden layers to their range.</summary>
    protected static void RequireLayers(IReadOnlyList<int> units, int fewest, string name)
    {
        ArgumentNullException.ThrowIfNull(units, name);
        Require(
            units.Count >= fewest && units.Count <= NetworkArchitecture.MaximumHiddenLayers && units.All(size => size > 0), string.Join(", ", units),
            $"There must be {fewest} to {NetworkArchitecture.MaximumHiddenLayers} hidden layers, and at least 1 unit in each.", name);
    }

    protected static void Require(bool holds, object? value, string message, string name)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(name, value, message);
    }
}
