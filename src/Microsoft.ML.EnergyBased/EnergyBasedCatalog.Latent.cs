namespace Microsoft.ML.EnergyBased;

// Latent-variable models: E(y, z), and at Transform a search for z.
public sealed partial class EnergyBasedCatalog
{
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

    /// <summary>A conditional latent-variable energy: given x, one prediction of y for each z, where least squares gives their mean.</summary>
    /// <param name="contextColumnName">x: a vector of <see cref="float"/> of known size.</param>
    /// <param name="featureColumnName">y: a vector of <see cref="float"/> of known size; not needed at Transform for predictions.</param>
    /// <param name="latent">Where z is sought; null for one value in [−1, 1].</param>
    /// <param name="hiddenUnits">Units of each hidden layer of the decoder; null for 64, 64.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>An estimator with the columns Energy, Latent, Reconstruction and Predictions.</returns>
    /// <exception cref="ArgumentNullException">A column name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public ConditionalLatentEstimator ConditionalLatent(
        string contextColumnName = "Context", string featureColumnName = "Features", LatentSet? latent = null,
        IReadOnlyList<int>? hiddenUnits = null, int numberOfEpochs = 100)
    {
        var options = new ConditionalLatentEstimator.Options
        {
            ContextColumnName = contextColumnName,
            FeatureColumnName = featureColumnName,
            NumberOfEpochs = numberOfEpochs,
        };
        options.Latent = latent ?? options.Latent;
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        return ConditionalLatent(options);
    }

    /// <summary>A conditional latent-variable energy, with all options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public ConditionalLatentEstimator ConditionalLatent(ConditionalLatentEstimator.Options options) => new(_env, options);
}
