namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>Generative latent optimisation: a decoder learnt together with a free latent for each row; F(y) is the squared distance to what it can make.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="latentSize">The number of values in a latent, at least 1.</param>
    /// <param name="hiddenUnits">Units of each hidden layer of the decoder, from latent to row; null for 128.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public LatentOptimizationEstimator LatentOptimization(
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        int latentSize = LatentOptimizationEstimator.Defaults.LatentSize,
        IReadOnlyList<int>? hiddenUnits = null,
        int numberOfEpochs = LatentOptimizationEstimator.Defaults.NumberOfEpochs)
    {
        var options = new LatentOptimizationEstimator.Options
        {
            FeatureColumnName = featureColumnName,
            LatentSize = latentSize,
            NumberOfEpochs = numberOfEpochs,
        };
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        return LatentOptimization(options);
    }

    /// <summary>Generative latent optimisation, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public LatentOptimizationEstimator LatentOptimization(LatentOptimizationEstimator.Options options) => new(_env, options);
}
