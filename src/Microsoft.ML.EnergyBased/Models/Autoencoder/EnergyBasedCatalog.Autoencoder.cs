namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>A denoising autoencoder as an energy: E(y) = ‖y − Dec(Enc(y))‖², learnt by restoring corrupted rows.</summary>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="hiddenUnits">Units of each encoder layer, the last being the code; null for 128, 32. The decoder mirrors them.</param>
    /// <param name="corruption">What is done to a row before it is to be restored; null for Gaussian noise of 0.1.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>An estimator with the columns Energy, FeatureEnergy, Code and Reconstruction.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="featureColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public DenoisingAutoencoderEstimator DenoisingAutoencoder(
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        IReadOnlyList<int>? hiddenUnits = null,
        Corruption? corruption = null,
        int numberOfEpochs = DenoisingAutoencoderEstimator.Defaults.NumberOfEpochs)
    {
        var options = new DenoisingAutoencoderEstimator.Options { FeatureColumnName = featureColumnName, NumberOfEpochs = numberOfEpochs };
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        options.Corruption = corruption ?? options.Corruption;
        return DenoisingAutoencoder(options);
    }

    /// <summary>A denoising (or standard) autoencoder as an energy, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public DenoisingAutoencoderEstimator DenoisingAutoencoder(DenoisingAutoencoderEstimator.Options options) => new(_env, options);
}
