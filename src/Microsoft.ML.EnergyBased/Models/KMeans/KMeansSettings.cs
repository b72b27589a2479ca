namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>What a K-means fit is asked to do; <see cref="KMeansTraining.Fit"/> validates it.</summary>
internal sealed record KMeansSettings
{
    /// <summary>K, at least 1 and at most the number of rows.</summary>
    public required int NumberOfClusters { get; init; }

    public KMeansInitialization Initialization { get; init; } = KMeansInitialization.KMeansPlusPlus;

    /// <summary>K × dimension values, required by <see cref="KMeansInitialization.Given"/> and used by it alone.</summary>
    public float[]? InitialPrototypes { get; init; }

    /// <summary>Independent fits of which the one with the lowest energy is kept; a given start runs once.</summary>
    public int NumberOfRestarts { get; init; } = 1;

    public KMeansTrainingMode Mode { get; init; } = KMeansTrainingMode.CoordinateDescent;

    /// <summary>The most iterations (epochs, in gradient mode) of one restart, at least 1.</summary>
    public int MaximumIterations { get; init; } = 300;

    /// <summary>
    /// A restart has converged when an iteration lowers the summed energy by at most this share of it. At 0 it
    /// stops only when no row changed its prototype.
    /// </summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>
    /// Gradient mode: the share η in (0, 1] of the way from the winning prototype to its row that a step goes in
    /// the first epoch; epoch t (from 0) uses η / (1 + t).
    /// </summary>
    public float LearningRate { get; init; } = 0.1f;

    public ulong Seed { get; init; }

    /// <summary>The most threads used, at least 1. The result does not depend on it.</summary>
    public int NumberOfThreads { get; init; } = Environment.ProcessorCount;

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Called after each iteration, on the calling thread.</summary>
    public Action<KMeansIteration>? Progress { get; init; }

    /// <summary>Empty, or one finite weight ≥ 0 a row: 0 is as if the row were absent, 2 as if it came twice.</summary>
    public ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>Whether coordinate descent may skip rows by distance bounds. It changes the time, not one bit of the result.</summary>
    public bool UseBounds { get; init; } = true;
}
