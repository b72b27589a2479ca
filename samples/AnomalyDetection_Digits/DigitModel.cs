using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;

namespace AnomalyDetection_Digits;

/// <summary>The pipeline: build, train, evaluate.</summary>
internal static class DigitModel
{
    /// <summary>An energy on the pixels, and a threshold that the given share of the training digits stays below.</summary>
    public static IEstimator<ITransformer> BuildPipeline<T>(MLContext ml, IEstimator<T> energy, double trainingQuantile)
        where T : class, ITransformer
        => energy.Append(ml.EnergyBased().AnomalyThreshold(new AnomalyThresholdEstimator.Options { TrainingQuantile = trainingQuantile }));

    /// <summary>K-means: the squared distance to the nearest prototype.</summary>
    public static KMeansEnergyEstimator KMeans(MLContext ml, int prototypes, int restarts, int seed, IProgress<TrainingProgress> progress)
        => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options
        {
            FeatureColumnName = nameof(ModelInput.Pixels),
            NumberOfPrototypes = prototypes,
            NumberOfRestarts = restarts,
            Seed = seed,
            Progress = progress,
        });

    /// <summary>A denoising autoencoder: the squared distance to the digit that it would draw instead.</summary>
    public static DenoisingAutoencoderEstimator Autoencoder(MLContext ml, IReadOnlyList<int> hiddenUnits, float noise, int epochs, int seed, IProgress<TrainingProgress> progress)
        => ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            FeatureColumnName = nameof(ModelInput.Pixels),
            HiddenUnits = hiddenUnits,
            Corruption = Corruption.Gaussian(noise),
            NumberOfEpochs = epochs,
            BatchSize = 32,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = seed,
            Progress = progress,
        });

    /// <summary>A restricted Boltzmann machine on the pixels as probabilities of ink: its free energy.</summary>
    public static ContrastiveDivergenceTrainer Contrastive(MLContext ml, int hiddenUnits, int epochs, int seed, IProgress<TrainingProgress> progress)
        => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            FeatureColumnName = nameof(ModelInput.Ink),
            Model = ContrastiveModel.RestrictedBoltzmann(hiddenUnits),
            NegativePhase = NegativePhase.Gibbs(1),
            Optimizer = Optimizer.Sgd(),
            LearningRate = 0.2f,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            NumberOfEpochs = epochs,
            BatchSize = 10,
            Seed = seed,
            Progress = progress,
        });

    /// <summary>AUC and the detection rate at a false-positive rate of about 5 %.</summary>
    public static (AnomalyDetectionMetrics Metrics, int FalsePositives) Evaluate(MLContext ml, ITransformer model, IReadOnlyList<LabelledInput> digits)
    {
        var falsePositives = Math.Max(1, digits.Count(d => d.Label == 0) / 20);
        var scored = model.Transform(ml.Data.LoadFromEnumerable(digits));
        return (ml.AnomalyDetection.Evaluate(scored, falsePositiveCount: falsePositives), falsePositives);
    }
}
