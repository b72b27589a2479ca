using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased;

/// <summary>What every component that is trained by gradient steps on batches can be told.</summary>
public abstract class NetworkTrainingOptions : TrainingOptions
{
    private protected NetworkTrainingOptions()
    {
    }

    /// <summary>Passes over the training rows, at least 1. Default 20.</summary>
    public int NumberOfEpochs { get; set; } = 20;

    /// <summary>Rows in a step, at least 1. Default 128.</summary>
    public int BatchSize { get; set; } = 128;

    /// <summary>How the parameters follow their gradient. Default Adam.</summary>
    public Optimizer Optimizer { get; set; } = Optimizer.Adam();

    /// <summary>η, positive and finite. Default 0.001.</summary>
    public float LearningRate { get; set; } = 1e-3f;

    /// <summary>How η changes over the epochs. Default constant.</summary>
    public LearningRateSchedule LearningRateSchedule { get; set; } = LearningRateSchedule.Constant();

    /// <summary>λ of the decay of weights (biases do not decay), finite and at least 0. Default 0.</summary>
    public float WeightDecay { get; set; }

    /// <summary>The norm that a longer gradient is shortened to, positive. Default infinite: none is shortened.</summary>
    public double GradientClipping { get; set; } = double.PositiveInfinity;

    /// <summary>The share of the rows set aside, in [0, 1), default 0. Where it is positive, the best epoch on them is kept.</summary>
    public double ValidationFraction { get; set; }

    /// <summary>Epochs without a new lowest energy after which training ends, at least 1, or null (the default) for never.</summary>
    public int? EarlyStopping { get; set; }

    /// <summary>
    /// The most bytes of training rows held in memory, at least 1, default 4 GiB. A view with more is read anew in each
    /// epoch instead, through a buffer of a few thousand rows that shuffles them.
    /// </summary>
    public long MemoryLimit { get; set; } = 4L << 30;

    // The settings check the ranges, and their names are those of the options.
    private protected void ValidateTraining(LoopSettings settings)
    {
        ValidateShared();
        if (MemoryLimit < 1)
            throw new ArgumentOutOfRangeException(nameof(MemoryLimit), MemoryLimit, "Must be positive");
        settings.Validate();
    }

    private protected T Complete<T>(T settings)
        where T : LoopSettings
        => (T)((LoopSettings)settings with
        {
            NumberOfEpochs = NumberOfEpochs,
            BatchSize = BatchSize,
            Optimizer = Optimizer,
            LearningRate = LearningRate,
            LearningRateSchedule = LearningRateSchedule,
            WeightDecay = WeightDecay,
            GradientClipping = GradientClipping,
            ValidationFraction = ValidationFraction,
            EarlyStopping = EarlyStopping,
            NumberOfThreads = Threads,
            CancellationToken = CancellationToken,
        });
}
