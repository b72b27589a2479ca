using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Evaluation;

public sealed class MulticlassClassificationTests
{
    // Classes 0, 1, 2 with 1, 2 and 2 rows; the predicted ones are 0; 0, 1; 2, 1.
    private static readonly (int Label, float[] Score)[] Five =
        [(0, [0.7f, 0.2f, 0.1f]), (1, [0.5f, 0.3f, 0.2f]), (1, [0.1f, 0.8f, 0.1f]), (2, [0.2f, 0.2f, 0.6f]), (2, [0.3f, 0.5f, 0.2f])];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void AccuracyIsAMeanOverRowsOrOverClasses()
    {
        var metrics = Evaluate(3, 3, Five);

        Assert.Equal(3 / 5.0, metrics.MicroAccuracy, 1e-9);
        Assert.Equal((1 + 0.5 + 0.5) / 3, metrics.MacroAccuracy, 1e-9);
    }

    [Fact]
    public void LogLossIsThatOfTheLabelsProbability()
    {
        var metrics = Evaluate(3, 3, Five);
        double[] losses = [-Math.Log(0.7), -Math.Log(0.3), -Math.Log(0.8), -Math.Log(0.6), -Math.Log(0.2)];
        var entropy = -(0.2 * Math.Log(0.2)) - (2 * 0.4 * Math.Log(0.4));

        Assert.Equal(losses.Average(), metrics.LogLoss, 1e-6);
        Assert.Equal(1 - (losses.Average() / entropy), metrics.LogLossReduction, 1e-6);
        Assert.Equal(3, metrics.PerClassLogLoss.Count);
        Assert.Equal(losses[0], metrics.PerClassLogLoss[0], 1e-6);
        Assert.Equal(losses[1..3].Average(), metrics.PerClassLogLoss[1], 1e-6);
        Assert.Equal(losses[3..].Average(), metrics.PerClassLogLoss[2], 1e-6);
    }

    [Fact]
    public void KnowingTheSharesOfTheClassesReducesNothing()
    {
        var metrics = Evaluate(2, 2, (0, [0.25f, 0.75f]), (1, [0.25f, 0.75f]), (1, [0.25f, 0.75f]), (1, [0.25f, 0.75f]));

        Assert.Equal(0, metrics.LogLossReduction, 1e-6);
    }

    [Fact]
    public void ACertainTrueClassCostsNothingAndAnImpossibleOneIsBounded()
    {
        Assert.Equal((0, 1), (Evaluate(2, 2, (0, [1, 0]), (1, [0, 1])).LogLoss, Evaluate(2, 2, (0, [1, 0]), (1, [0, 1])).LogLossReduction));
        Assert.Equal(-Math.Log(1e-15), Evaluate(2, 2, (1, [1, 0])).LogLoss, 1e-6);
    }

    [Fact]
    public void TopAccuraciesCountLabelsAmongTheHighestScores()
    {
        var metrics = _ml.MulticlassClassification.Evaluate(Classified.View(_ml, 3, 3, Five), topKPredictionCount: 3);

        Assert.Equal(3, metrics.TopKPredictionCount);
        Assert.Equal([0.6, 0.8, 1], metrics.TopKAccuracyForAllK);
        Assert.Equal(1, metrics.TopKAccuracy);
        Assert.Equal(0.8, _ml.MulticlassClassification.Evaluate(Classified.View(_ml, 3, 3, Five), topKPredictionCount: 2).TopKAccuracy, 1e-9);
    }

    [Fact]
    public void CountsAreByActualAndThenByPredictedClass()
    {
        var matrix = Evaluate(3, 3, Five).ConfusionMatrix;

        Assert.Equal(3, matrix.NumberOfClasses);
        Assert.Equal<IEnumerable<double>>([[1, 0, 0], [1, 1, 0], [0, 1, 1]], matrix.Counts);
        Assert.Equal(1, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 0, actualClassIndicatorIndex: 1));
        Assert.Equal(0, matrix.GetCountForClassPair(predictedClassIndicatorIndex: 1, actualClassIndicatorIndex: 0));
        Assert.Equal([0.5, 0.5, 1], matrix.PerClassPrecision);
        Assert.Equal([1, 0.5, 0.5], matrix.PerClassRecall);
    }

    [Theory]
    [InlineData(-1, 0, "predictedClassIndicatorIndex")]
    [InlineData(3, 0, "predictedClassIndicatorIndex")]
    [InlineData(0, 3, "actualClassIndicatorIndex")]
    public void AClassThatIsNotThereHasNoCount(int predicted, int actual, string parameter)
    {
        var matrix = Evaluate(3, 3, Five).ConfusionMatrix;

        Assert.Throws<ArgumentOutOfRangeException>(parameter, () => matrix.GetCountForClassPair(predicted, actual));
    }

    [Fact]
    public void ColumnsCanHaveOtherNames()
    {
        var data = Classified.View(_ml, 3, 3, Five);
        data = _ml.Transforms.CopyColumns("L", "Label").Append(_ml.Transforms.CopyColumns("S", "Score")).Append(_ml.Transforms.CopyColumns("P", "PredictedLabel"))
            .Append(_ml.Transforms.DropColumns("Label", "Score", "PredictedLabel")).Fit(data).Transform(data);

        Assert.Equal(0.6, _ml.MulticlassClassification.Evaluate(data, "L", "S", "P").MicroAccuracy, 1e-9);
    }

    [Theory]
    [InlineData("Nope", "Score", "PredictedLabel", "Nope column 'Label' not found")]
    [InlineData("Label", "Nope", "PredictedLabel", "Nope column 'Score' not found")]
    [InlineData("Label", "Score", "Nope", "Nope column 'PredictedLabel' not found")]
    [InlineData("Score", "Score", "PredictedLabel", "label column 'Score': expected Single or Key")]
    [InlineData("Label", "Number", "PredictedLabel", "score column 'Number': expected vector of two or more items of type Single, got Single")]
    [InlineData("", "Score", "PredictedLabel", "labelColumnName cannot be null or empty")]
    [InlineData("Label", "", "PredictedLabel", "scoreColumnName cannot be null or empty")]
    [InlineData("Label", "Score", "", "predictedLabelColumnName cannot be null or empty")]
    public void AColumnThatDoesNotFitIsNamed(string label, string score, string predicted, string expected)
    {
        var data = Classified.View(_ml, 3, 3, Five);

        Assert.Contains(expected, Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.MulticlassClassification.Evaluate(data, label, score, predicted)).Message);
    }

    [Fact]
    public void CrossValidationScoresEachRowOnce()
    {
        (int, float[])[] rows = [.. Enumerable.Range(0, 60).Select(i => (i % 3, new float[] { i, 30, 45 }))];
        var data = Classified.View(_ml, 3, 3, rows);

        var folds = _ml.MulticlassClassification.CrossValidate(data, _ml.Transforms.CopyColumns("Copy", "Number"), numberOfFolds: 3, seed: 1);

        Assert.Equal([0, 1, 2], folds.Select(f => f.Fold));
        Assert.Equal(rows.Select(r => (float)r.Item1).Order(), folds.SelectMany(f => f.ScoredHoldOutSet.GetColumn<float>("Copy")).Order());
        Assert.All(folds, f => Assert.Equal(_ml.MulticlassClassification.Evaluate(f.ScoredHoldOutSet).MicroAccuracy, f.Metrics.MicroAccuracy, 1e-9));
        Assert.Contains("labelColumnName", Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.MulticlassClassification.CrossValidate(data, _ml.Transforms.CopyColumns("Copy", "Number"), 3, "")).Message);
    }

    private MulticlassClassificationMetrics Evaluate(int labelCount, ClassNames names, params (int Label, float[] Score)[] rows) =>
        _ml.MulticlassClassification.Evaluate(Classified.View(_ml, labelCount, names, rows));
}
