namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>A conditional latent-variable energy: given x, one prediction of y for each z, where least squares gives their mean.</summary>
    /// <param name="contextColumnName">x: a vector of <see cref="float"/> of known size.</param>
    /// <param name="featureColumnName">y: a vector of <see cref="float"/> of known size; not needed at Transform for predictions.</param>
    /// <param name="latent">Where z is sought; null for one value in [−1, 1].</param>
    /// <param name="hiddenUnits">Units of each hidden layer of the decoder; null for 64, 64.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Latent, Reconstruction and Predictions.</returns>
    /// <exception cref="ArgumentNullException">A column name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public ConditionalLatentEstimator ConditionalLatent(
        string contextColumnName = ConditionalLatentEstimator.Defaults.ContextColumnName,
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        LatentSet? latent = null,
        IReadOnlyList<int>? hiddenUnits = null, int numberOfEpochs = ConditionalLatentEstimator.Defaults.NumberOfEpochs)
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
