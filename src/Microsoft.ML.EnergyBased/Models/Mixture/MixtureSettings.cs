namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>What a fit of a Gaussian mixture is asked to do.</summary>
internal sealed record MixtureSettings
{
    /// <summary>K, at least 1 and at most the number of rows of positive weight.</summary>
    public required int NumberOfComponents { get; init; }

    public MixtureCovariance Covariance { get; init; } = MixtureCovariance.Full;

    /// <summary>The least variance that a component may have in any direction, as a share of each column's variance, above 0.</summary>
    public double VarianceFloor { get; init; } = 1e-6;

    /// <summary>Fits from different starts, of which the one of highest likelihood is kept; one component has one start.</summary>
    public int NumberOfRestarts { get; init; } = 1;

    public int MaximumIterations { get; init; } = 200;

    /// <summary>A fit has converged when an iteration raises the mean log-likelihood of a row by at most this.</summary>
    public double Tolerance { get; init; } = 1e-5;

    /// <summary>Empty, or one finite weight ≥ 0 a row: 0 is as if the row were absent, 2 as if it came twice.</summary>
    public double[] Weights { get; init; } = [];

    public ulong Seed { get; init; }

    /// <summary>The most threads used, at least 1. The result does not depend on it.</summary>
    public int NumberOfThreads { get; init; } = Environment.ProcessorCount;

    public CancellationToken CancellationToken { get; init; }

    /// <summary>Called after each iteration, on the calling thread.</summary>
    public Action<MixtureIteration>? Progress { get; init; }
}
