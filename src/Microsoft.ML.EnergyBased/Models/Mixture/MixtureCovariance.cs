namespace Microsoft.ML.EnergyBased;

/// <summary>What the covariances of a Gaussian mixture are, each component having one of its own.</summary>
public enum MixtureCovariance
{
    /// <summary>σ²I: one variance a component.</summary>
    Spherical = 0,

    /// <summary>A variance for each feature.</summary>
    Diagonal = 1,

    /// <summary>Any covariance, d(d + 1)/2 numbers.</summary>
    Full = 2,
}
