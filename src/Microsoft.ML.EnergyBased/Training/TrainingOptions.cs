using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased;

/// <summary>What every trained model of the package can be told.</summary>
public abstract class TrainingOptions : EstimatorOptions, ISeededOptions
{
    private protected TrainingOptions()
    {
    }

    internal const string DefaultFeatureColumnName = "Features";

    /// <summary>The input column: a vector of <see cref="float"/> of known size. Default "Features".</summary>
    public string FeatureColumnName { get; set; } = DefaultFeatureColumnName;

    /// <summary>
    /// Seed of every random draw, or null (the default) to take one from the context. The same seed gives the same
    /// model, bit for bit, at any <see cref="NumberOfThreads"/>.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Threads that Fit may use, at least 1, or null (the default) for all of the machine's.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>Receives one report an iteration, on the thread that runs Fit.</summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    internal override IProgress<TrainingProgress>? Reports => Progress;

    internal int Threads => NumberOfThreads ?? Environment.ProcessorCount;

    /// <summary>The seed as random streams take it.</summary>
    internal ulong RandomSeed => (uint)(Seed ?? 0);

    internal override void Validate()
    {
        base.Validate();
        Check.ColumnName(FeatureColumnName, nameof(FeatureColumnName));
        if (NumberOfThreads is { } threads)
            Check.Positive(threads, nameof(NumberOfThreads));
    }
}
