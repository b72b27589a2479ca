using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

/// <summary>What every model that is trained by gradient steps on batches can be told.</summary>
/// <remarks>
/// There are no example weights: a batch is drawn row by row, and a row that is to count twice is given twice. There are no
/// restarts either; other seeds are other fits.
/// </remarks>
public abstract class NetworkTrainingOptions : TrainingOptions
{
    internal const int DefaultNumberOfEpochs = 20;
    internal const int DefaultBatchSize = 128;
    internal const float DefaultLearningRate = 1e-3f;
    internal const int DefaultPatience = 10;
    internal const long DefaultMemoryLimit = 4L << 30;

    private protected NetworkTrainingOptions()
    {
    }

    /// <summary>Passes over the training rows, at least 1. Default 20.</summary>
    public int NumberOfEpochs { get; set; } = DefaultNumberOfEpochs;

    /// <summary>Rows in a step, at least 1. Default 128.</summary>
    public int BatchSize { get; set; } = DefaultBatchSize;

    /// <summary>How the parameters follow their gradient. Default Adam.</summary>
    public Optimizer Optimizer { get; set; } = Optimizer.Adam();

    /// <summary>η, positive and finite. Default 0.001.</summary>
    public float LearningRate { get; set; } = DefaultLearningRate;

    /// <summary>How η changes over the epochs. Default constant.</summary>
    public LearningRateSchedule LearningRateSchedule { get; set; } = LearningRateSchedule.Constant();

    /// <summary>λ of the decay of weights (biases do not decay), finite and at least 0. Default 0.</summary>
    public float WeightDecay { get; set; }

    /// <summary>The norm that a longer gradient is shortened to, positive. Default infinite: none is shortened.</summary>
    public double GradientClipping { get; set; } = double.PositiveInfinity;

    /// <summary>The share of the rows set aside, in [0, 1), default 0. Where it is positive, the best epoch on them is kept.</summary>
    public double ValidationFraction { get; set; }

    /// <summary>
    /// Whether training ends after <see cref="Patience"/> epochs without a new lowest energy, of the validation rows where some
    /// are set aside, otherwise of the training rows. Default false.
    /// </summary>
    public bool EarlyStopping { get; set; }

    /// <summary>Epochs without a new best that <see cref="EarlyStopping"/> waits for, at least 1. Default 10.</summary>
    public int Patience { get; set; } = DefaultPatience;

    /// <summary>
    /// The most bytes of training rows held in memory, at least 1, default 4 GiB. A view with more is read anew in each
    /// epoch instead, through a buffer of a few thousand rows that shuffles them.
    /// </summary>
    public long MemoryLimit { get; set; } = DefaultMemoryLimit;

    internal override long? StreamedAbove => MemoryLimit;

    internal override void Validate()
    {
        base.Validate();
        Check.Positive(NumberOfEpochs, nameof(NumberOfEpochs));
        Check.Positive(BatchSize, nameof(BatchSize));
        ArgumentNullException.ThrowIfNull(Optimizer);
        Check.PositiveFinite(LearningRate, nameof(LearningRate));
        ArgumentNullException.ThrowIfNull(LearningRateSchedule);
        Check.NonNegativeFinite(WeightDecay, nameof(WeightDecay));
        Check.That(GradientClipping > 0, GradientClipping, nameof(GradientClipping), "Must be positive.");
        Check.Part(ValidationFraction, nameof(ValidationFraction));
        Check.Positive(Patience, nameof(Patience));
        Check.Positive(MemoryLimit, nameof(MemoryLimit));
    }

    /// <summary>Holds the units of hidden layers to what a network takes.</summary>
    private protected static void CheckLayers(IReadOnlyList<int> units, int fewest, string option)
        => Check.Layers(units, fewest, NetworkArchitecture.MaximumHiddenLayers, option);
}
