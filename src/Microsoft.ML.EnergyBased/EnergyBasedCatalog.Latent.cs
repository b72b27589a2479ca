namespace Microsoft.ML.EnergyBased;

// Latent-variable models: E(y, z), and at Transform a search for z.
public sealed partial class EnergyBasedCatalog
{
    /// <summary>A Gaussian mixture as an energy: F(y) is the negative log-likelihood of the row.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfComponents">The number of Gaussians, at least 1.</param>
    /// <param name="covariance">What their covariances are.</param>
    /// <returns>An estimator with the columns Energy, Latent and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public MixtureEnergyEstimator Mixture(
        string featureColumnName = "Features", int numberOfComponents = 5, MixtureCovariance covariance = MixtureCovariance.Full)
        => Mixture(new MixtureEnergyEstimator.Options { FeatureColumnName = featureColumnName, NumberOfComponents = numberOfComponents, Covariance = covariance });

    /// <summary>A Gaussian mixture as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public MixtureEnergyEstimator Mixture(MixtureEnergyEstimator.Options options) => new(_env, options);

    /// <summary>The principal subspace as an energy: F(y) is the squared distance to the flat that lies closest to the training rows.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfComponents">The dimension of the subspace, at least 1.</param>
    /// <returns>An estimator with the columns Energy, Latent and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public PrincipalSubspaceEstimator PrincipalSubspace(string featureColumnName = "Features", int numberOfComponents = 2)
        => PrincipalSubspace(new PrincipalSubspaceEstimator.Options { FeatureColumnName = featureColumnName, NumberOfComponents = numberOfComponents });

    /// <summary>The principal subspace as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PrincipalSubspaceEstimator PrincipalSubspace(PrincipalSubspaceEstimator.Options options) => new(_env, options);
}
