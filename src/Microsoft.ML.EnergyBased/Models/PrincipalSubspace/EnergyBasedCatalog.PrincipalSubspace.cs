namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>The principal subspace as an energy: F(y) is the squared distance to the flat that lies closest to the training rows.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="numberOfComponents">The dimension of the subspace, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public PrincipalSubspaceEstimator PrincipalSubspace(
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        int numberOfComponents = PrincipalSubspaceEstimator.Defaults.NumberOfComponents)
        => PrincipalSubspace(new PrincipalSubspaceEstimator.Options { FeatureColumnName = featureColumnName, NumberOfComponents = numberOfComponents });

    /// <summary>The principal subspace as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PrincipalSubspaceEstimator PrincipalSubspace(PrincipalSubspaceEstimator.Options options) => new(_env, options);
}
