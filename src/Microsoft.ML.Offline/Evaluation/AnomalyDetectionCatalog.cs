using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What an <see cref="MLContext"/> offers for anomaly detection.</summary>
public sealed class AnomalyDetectionCatalog : TrainCatalogBase
{
    internal AnomalyDetectionCatalog(IHostEnvironment env)
        : base(env)
    {
    }

    /// <summary>Compares scores with labels: above 0 is an anomaly. Rows whose label is NaN or whose score is not finite are left out.</summary>
    public AnomalyDetectionMetrics Evaluate(
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel",
        int falsePositiveCount = 10)
    {
        ArgumentNullException.ThrowIfNull(data);
        EvaluationColumns.CheckName(labelColumnName, nameof(labelColumnName));
        EvaluationColumns.CheckName(scoreColumnName, nameof(scoreColumnName));
        EvaluationColumns.CheckName(predictedLabelColumnName, nameof(predictedLabelColumnName));
        if (falsePositiveCount <= 0)
            throw new ArgumentOutOfRangeException(nameof(falsePositiveCount), "Must be positive");

        var label = EvaluationColumns.Single(data.Schema, "Label", labelColumnName);
        var score = EvaluationColumns.Single(data.Schema, "Score", scoreColumnName);

        // It has to be there, and is not looked at: the metrics are those of the scores.
        EvaluationColumns.Find(data.Schema, "PredictedLabel", predictedLabelColumnName, "", _ => true);

        var ranking = Rank(data, label, score);
        return new AnomalyDetectionMetrics(ranking.AreaUnderRocCurve(), ranking.DetectionRate(falsePositiveCount));
    }

    private static ScoreRanking Rank(IDataView data, DataViewSchema.Column label, DataViewSchema.Column score)
    {
        var ranking = new ScoreRanking();
        using var cursor = data.GetRowCursor([label, score]);
        var labelGetter = cursor.GetGetter<float>(label);
        var scoreGetter = cursor.GetGetter<float>(score);
        float labelValue = 0, scoreValue = 0;
        while (cursor.MoveNext())
        {
            labelGetter(ref labelValue);
            scoreGetter(ref scoreValue);
            if (!float.IsNaN(labelValue) && float.IsFinite(scoreValue))
                ranking.Add(labelValue > 0, scoreValue);
        }

        return ranking;
    }
}
