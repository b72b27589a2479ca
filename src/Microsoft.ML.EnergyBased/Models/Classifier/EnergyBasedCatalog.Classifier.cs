namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>An energy over classes: F(x, y) for each class, P(y|x) its Gibbs distribution, trained by exact maximum likelihood.</summary>
    /// <param name="labelColumnName">The label: a key, as MapValueToKey gives it.</param>
    /// <param name="featureColumnName">The input column: a vector of <see cref="float"/> of known size.</param>
    /// <param name="hiddenUnits">Units of each hidden layer; null for an energy linear in the features.</param>
    /// <param name="numberOfEpochs">Passes over the training rows, at least 1.</param>
    /// <returns>A trainer with the columns Score, PredictedLabel, Energy and FeatureEnergy.</returns>
    /// <exception cref="ArgumentNullException">A column name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public EnergyClassifierTrainer EnergyClassifier(
        string labelColumnName = EnergyClassifierTrainer.Defaults.LabelColumnName,
        string featureColumnName = TrainingOptions.DefaultFeatureColumnName,
        IReadOnlyList<int>? hiddenUnits = null,
        int numberOfEpochs = EnergyClassifierTrainer.Defaults.NumberOfEpochs)
    {
        var options = new EnergyClassifierTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            NumberOfEpochs = numberOfEpochs,
        };
        options.HiddenUnits = hiddenUnits ?? options.HiddenUnits;
        return EnergyClassifier(options);
    }

    /// <summary>An energy over classes, with all its options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The trainer.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public EnergyClassifierTrainer EnergyClassifier(EnergyClassifierTrainer.Options options) => new(_env, options);
}
