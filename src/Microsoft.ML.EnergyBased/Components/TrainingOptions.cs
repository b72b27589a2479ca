using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased;

/// <summary>What every trained component of the package can be told. The estimator copies it when it is made.</summary>
public abstract class TrainingOptions
{
    private protected TrainingOptions()
    {
    }

    /// <summary>The input column: a vector of <see cref="float"/> of known size. Default "Features".</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>
    /// Seed of every random draw, or null (the default) to take one from the context. The same seed gives the same
    /// model, bit for bit, at any <see cref="NumberOfThreads"/>.
    /// </summary>
    public int? Seed { get; set; }

    /// <summary>Threads that Fit may use, at least 1, or null (the default) for all of the machine's.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>Receives one report an iteration, on the thread that runs Fit.</summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>Ends Fit with <see cref="OperationCanceledException"/> within one batch; the context stays usable.</summary>
    public CancellationToken CancellationToken { get; set; }

    internal int Threads => NumberOfThreads ?? Environment.ProcessorCount;

    // Called by the estimator on its own copy, so that later changes of the caller's object cannot matter.
    private protected void ValidateShared()
    {
        Check.ColumnName(FeatureColumnName, nameof(FeatureColumnName));
        if (NumberOfThreads is { } threads)
            Check.Positive(threads, nameof(NumberOfThreads));
    }
}
