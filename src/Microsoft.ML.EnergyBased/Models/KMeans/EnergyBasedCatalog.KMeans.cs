namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>K-means as an energy: E(y, z) = ‖y − Wz‖² with z one-hot, F(y) = min over z.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfPrototypes">K, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Score, PredictedLabel, Reconstruction and Latent.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public KMeansEnergyEstimator KMeans(
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        int numberOfPrototypes = KMeansEnergyEstimator.Defaults.NumberOfPrototypes)
        => KMeans(new KMeansEnergyEstimator.Options { FeatureColumnName = featureColumnName, NumberOfPrototypes = numberOfPrototypes });

    /// <summary>K-means as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public KMeansEnergyEstimator KMeans(KMeansEnergyEstimator.Options options) => new(_env, options);
}
