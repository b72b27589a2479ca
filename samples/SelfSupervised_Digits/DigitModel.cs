using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Microsoft.ML.EnergyBased.Models.Classifier;

namespace SelfSupervised_Digits;

/// <summary>The pipelines: those that learn without labels, and what learns with them.</summary>
internal static class DigitModel
{
    public const string CodeColumn = nameof(FeatureRow.Code);

    /// <summary>An autoencoder whose code is the column Code. With a corruption it must learn how digits look to restore them.</summary>
    public static DenoisingAutoencoderEstimator BuildCode(MLContext ml, IReadOnlyList<int> hiddenUnits, Corruption corruption, int epochs, int seed)
        => ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            FeatureColumnName = nameof(ModelInput.Pixels),
            HiddenUnits = hiddenUnits,
            Corruption = corruption,
            NumberOfEpochs = epochs,
            BatchSize = 32,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            CodeColumnName = CodeColumn,
            Seed = seed,
        });

    /// <summary>A restricted Boltzmann machine, whose code is P(h = 1 | v) of its hidden units.</summary>
    public static ContrastiveDivergenceTrainer BuildHiddenUnits(MLContext ml, int hiddenUnits, int epochs, int seed)
        => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            FeatureColumnName = nameof(ModelInput.Pixels),
            Model = ContrastiveModel.RestrictedBoltzmann(hiddenUnits),
            Persistent = new PersistentChains(),
            Optimizer = Optimizer.Sgd(),
            LearningRate = 0.06f,
            NumberOfEpochs = epochs,
            BatchSize = 10,
            CodeColumnName = CodeColumn,
            Seed = seed,
        });

    /// <summary>An energy for each digit, linear in the features, for few labels.</summary>
    public static IEstimator<ITransformer> BuildClassifier(MLContext ml, int seed) => BuildClassifier(ml, CodeColumn, epochs: 300, rate: 0.01f, decay: 0.01f, seed);

    /// <summary>An energy for each digit, linear in the features.</summary>
    public static IEstimator<ITransformer> BuildClassifier(MLContext ml, string features, int epochs, float rate, float decay, int seed)
        => Labelled(ml, ml.EnergyBased().EnergyClassifier(new EnergyClassifierTrainer.Options
        {
            FeatureColumnName = features,
            NumberOfEpochs = epochs,
            LearningRate = rate,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            WeightDecay = decay,
            NumberOfThreads = 1,
            Seed = seed,
        }));

    /// <summary>One of ML.NET's own trainers, on the same column.</summary>
    public static IEstimator<ITransformer> BuildMaximumEntropy(MLContext ml)
        => Labelled(ml, ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(featureColumnName: CodeColumn, l1Regularization: 0, l2Regularization: 0.1f));

    // A trainer wants its label as a key; the program wants the answer as a number again.
    private static IEstimator<ITransformer> Labelled<T>(MLContext ml, IEstimator<T> trainer)
        where T : class, ITransformer
        => ml.Transforms.Conversion.MapValueToKey("Label", nameof(FeatureRow.Digit))
            .Append(trainer)
            .Append(ml.Transforms.Conversion.MapKeyToValue(nameof(ModelOutput.Answer), "PredictedLabel"));
}
