using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What an <see cref="MLContext"/> offers for clustering.</summary>
public sealed class ClusteringCatalog : TrainCatalogBase
{
    internal ClusteringCatalog(IHostEnvironment env)
        : base(env)
    {
    }

    /// <summary>Measures scored clusters. Rows whose scores are not all finite are left out.</summary>
    public ClusteringMetrics Evaluate(
        IDataView data, string? labelColumnName = null, string scoreColumnName = "Score", string? featureColumnName = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        EvaluationColumns.CheckName(scoreColumnName, nameof(scoreColumnName));
        if (labelColumnName is "")
            throw new ArgumentOutOfRangeException(nameof(labelColumnName), "The label column name should be non-empty if you want to calculate the Nmi metric.");
        if (featureColumnName is "")
            throw new ArgumentOutOfRangeException(nameof(featureColumnName), "The features column name should be non-empty if you want to calculate the Dbi metric.");

        return new ClusteringEvaluation(data, labelColumnName, scoreColumnName, featureColumnName).Run();
    }

    /// <summary>Fits on all folds but one and evaluates on that one, for each fold.</summary>
    public IReadOnlyList<CrossValidationResult<ClusteringMetrics>> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds = 5,
        string? labelColumnName = null,
        string? featuresColumnName = null,
        string? samplingKeyColumnName = null,
        int? seed = null) =>
        CrossValidate(
            data, estimator, numberOfFolds, samplingKeyColumnName, seed, scored => Evaluate(scored, labelColumnName, featureColumnName: featuresColumnName));
}
