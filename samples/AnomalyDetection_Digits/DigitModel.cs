using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;

namespace AnomalyDetection_Digits;

/// <summary>The pipeline: build, train, evaluate.</summary>
internal static class DigitModel
{
    /// <summary>K-means as an energy on the pixels, and a threshold that the given share of the training digits stays below.</summary>
    public static IEstimator<ITransformer> BuildPipeline(MLContext ml, int prototypes, int restarts, double trainingQuantile, IProgress<TrainingProgress> progress)
        => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options
        {
            FeatureColumnName = nameof(ModelInput.Pixels),
            NumberOfPrototypes = prototypes,
            NumberOfRestarts = restarts,
            Progress = progress,
        })
        .Append(ml.EnergyBased().AnomalyThreshold(new AnomalyThresholdEstimator.Options { TrainingQuantile = trainingQuantile }));

    /// <summary>AUC and the detection rate at a false-positive rate of about 5 %.</summary>
    public static (AnomalyDetectionMetrics Metrics, int FalsePositives) Evaluate(MLContext ml, ITransformer model, IReadOnlyList<LabelledInput> digits)
    {
        var falsePositives = Math.Max(1, digits.Count(d => d.Label == 0) / 20);
        var scored = model.Transform(ml.Data.LoadFromEnumerable(digits));
        return (ml.AnomalyDetection.Evaluate(scored, falsePositiveCount: falsePositives), falsePositives);
    }
}
