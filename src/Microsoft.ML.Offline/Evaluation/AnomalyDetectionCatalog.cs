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

    /// <summary>Compares scores with labels: above 0 is an anomaly. Rows whose label or score is NaN are left out, with a warning.</summary>
    public AnomalyDetectionMetrics Evaluate(
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel",
        int falsePositiveCount = 10)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (falsePositiveCount <= 0)
            throw new ArgumentOutOfRangeException(nameof(falsePositiveCount), "Must be positive");

        var label = EvaluationColumns.Single(data.Schema, "label", labelColumnName);
        var score = EvaluationColumns.Single(data.Schema, "score", scoreColumnName);
        EvaluationColumns.Find(data.Schema, "predicted label", predictedLabelColumnName, "Boolean", type => type is BooleanDataViewType);

        var ranking = Rank(data, label, score);
        return new AnomalyDetectionMetrics(ranking.AreaUnderRocCurve(), ranking.DetectionRate(falsePositiveCount));
    }

    private ScoreRanking Rank(IDataView data, DataViewSchema.Column label, DataViewSchema.Column score)
    {
        var ranking = new ScoreRanking();
        var skipped = 0L;
        using var cursor = data.GetRowCursor([label, score]);
        var labelGetter = cursor.GetGetter<float>(label);
        var scoreGetter = cursor.GetGetter<float>(score);
        float labelValue = 0, scoreValue = 0;
        while (cursor.MoveNext())
        {
            labelGetter(ref labelValue);
            scoreGetter(ref scoreValue);
            if (float.IsNaN(labelValue) || float.IsNaN(scoreValue))
                skipped++;
            else
                ranking.Add(labelValue > 0, scoreValue);
        }

        SkippedRows.Warn(this.GetEnvironment(), "AnomalyDetection", skipped);
        return ranking;
    }
}
