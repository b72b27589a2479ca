using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What an <see cref="MLContext"/> offers for classification into several classes.</summary>
public sealed class MulticlassClassificationCatalog : TrainCatalogBase
{
    internal MulticlassClassificationCatalog(IHostEnvironment env)
        : base(env)
    {
    }

    /// <summary>
    /// Compares class probabilities with labels: the predicted class is the one of the highest score, of equal scores the
    /// first. Rows without a label or with a score that is not finite are left out; a label that has no score counts as
    /// a row that was not recognized.
    /// </summary>
    /// <param name="data">The scored rows.</param>
    /// <param name="labelColumnName">A key, or a whole number from 0 as Single.</param>
    /// <param name="scoreColumnName">A vector of two or more probabilities; its slot names are the names of the classes.</param>
    /// <param name="predictedLabelColumnName">A column that has to be there, and is not looked at.</param>
    /// <param name="topKPredictionCount">Up to which k the top-k accuracies are counted; 0 for none.</param>
    public MulticlassClassificationMetrics Evaluate(
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel",
        int topKPredictionCount = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        EvaluationColumns.CheckName(labelColumnName, nameof(labelColumnName));
        EvaluationColumns.CheckName(scoreColumnName, nameof(scoreColumnName));
        EvaluationColumns.CheckName(predictedLabelColumnName, nameof(predictedLabelColumnName));
        if (topKPredictionCount < 0)
            throw new ArgumentOutOfRangeException(nameof(topKPredictionCount), "Must be non-negative");

        var label = EvaluationColumns.Class(data.Schema, "Label", labelColumnName);
        var score = EvaluationColumns.ClassScores(data.Schema, "Score", scoreColumnName);
        EvaluationColumns.Find(data.Schema, "PredictedLabel", predictedLabelColumnName, "", _ => true);

        var tally = new ClassTally(((VectorDataViewType)score.Type).Size, topKPredictionCount);
        Count(tally, data, label, score);
        return tally.ToMetrics(ClassNames(score));
    }

    /// <summary>Fits on all folds but one and evaluates on that one, for each fold.</summary>
    public IReadOnlyList<CrossValidationResult<MulticlassClassificationMetrics>> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds = 5,
        string labelColumnName = "Label",
        string? samplingKeyColumnName = null,
        int? seed = null)
    {
        EvaluationColumns.CheckName(labelColumnName, nameof(labelColumnName));
        return CrossValidate(data, estimator, numberOfFolds, samplingKeyColumnName, seed, scored => Evaluate(scored, labelColumnName));
    }

    private static void Count(ClassTally tally, IDataView data, DataViewSchema.Column label, DataViewSchema.Column score)
    {
        using var cursor = data.GetRowCursor([label, score]);
        var labelReader = EvaluationColumns.PresentClassReader(cursor, label);
        var scoreGetter = cursor.GetGetter<VBuffer<float>>(score);
        var buffer = default(VBuffer<float>);
        var scores = new float[tally.ClassCount];
        while (cursor.MoveNext())
        {
            scoreGetter(ref buffer);
            buffer.CopyTo(scores);
            var labelValue = labelReader();
            if (labelValue >= 0 && Array.TrueForAll(scores, float.IsFinite))
                tally.Add(labelValue, scores);
        }
    }

    private static string[]? ClassNames(DataViewSchema.Column score)
    {
        if (!score.HasSlotNames())
            return null;

        var names = default(VBuffer<ReadOnlyMemory<char>>);
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }
}
