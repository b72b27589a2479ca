namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>A Gaussian mixture as an energy: F(y) is the negative log-likelihood of the row.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfComponents">The number of Gaussians, at least 1.</param>
    /// <param name="covariance">What their covariances are.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent, Reconstruction, Score and PredictedLabel.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public MixtureEnergyEstimator Mixture(
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        int numberOfComponents = MixtureEnergyEstimator.Defaults.NumberOfComponents,
        MixtureCovariance covariance = MixtureEnergyEstimator.Defaults.Covariance)
        => Mixture(new MixtureEnergyEstimator.Options { FeatureColumnName = featureColumnName, NumberOfComponents = numberOfComponents, Covariance = covariance });

    /// <summary>A Gaussian mixture as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public MixtureEnergyEstimator Mixture(MixtureEnergyEstimator.Options options) => new(_env, options);
}
