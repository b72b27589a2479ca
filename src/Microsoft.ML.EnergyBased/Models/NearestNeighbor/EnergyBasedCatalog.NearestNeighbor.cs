namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>The distance to the nearest training rows as an energy: a kernel density over the k nearest.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfNeighbors">k, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public NearestNeighborEnergyEstimator NearestNeighbor(
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        int numberOfNeighbors = NearestNeighborEnergyEstimator.Defaults.NumberOfNeighbors)
        => NearestNeighbor(new NearestNeighborEnergyEstimator.Options { FeatureColumnName = featureColumnName, NumberOfNeighbors = numberOfNeighbors });

    /// <summary>The distance to the nearest training rows as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public NearestNeighborEnergyEstimator NearestNeighbor(NearestNeighborEnergyEstimator.Options options) => new(_env, options);
}
