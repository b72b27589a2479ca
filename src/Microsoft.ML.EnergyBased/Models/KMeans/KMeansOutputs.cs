using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>The output columns of K-means, as the estimator promises them (sizes unknown, 0) and the transformer delivers them.</summary>
internal sealed class KMeansOutputs
{
    internal KMeansOutputs(
        string? energy, string? featureEnergy, string? score, string? predictedLabel, string? reconstruction,
        string? responsibilities, int numberOfPrototypes, int dimension)
    {
        Energy = OutputColumn.Single(energy);
        FeatureEnergy = OutputColumn.Vector(featureEnergy, dimension, slotNamesFrom: 0);
        Score = OutputColumn.Vector(score, numberOfPrototypes);
        PredictedLabel = OutputColumn.Key(predictedLabel, numberOfPrototypes);
        Reconstruction = OutputColumn.Vector(reconstruction, dimension, slotNamesFrom: 0);
        Responsibilities = OutputColumn.Vector(responsibilities, numberOfPrototypes);
        All = [.. new OutputColumn?[] { Energy, FeatureEnergy, Score, PredictedLabel, Reconstruction, Responsibilities }.OfType<OutputColumn>()];
    }

    internal KMeansOutputs(KMeansEnergyEstimator.Options options, int numberOfPrototypes, int dimension)
        : this(
            options.EnergyColumnName, options.FeatureEnergyColumnName, options.ScoreColumnName,
            options.PredictedLabelColumnName, options.ReconstructionColumnName, options.ResponsibilitiesColumnName,
            numberOfPrototypes, dimension)
    {
    }

    internal OutputColumn<float>? Energy { get; }

    internal OutputColumn<float>? FeatureEnergy { get; }

    internal OutputColumn<float>? Score { get; }

    internal OutputColumn<uint>? PredictedLabel { get; }

    internal OutputColumn<float>? Reconstruction { get; }

    internal OutputColumn<float>? Responsibilities { get; }

    internal IReadOnlyList<OutputColumn> All { get; }
}
