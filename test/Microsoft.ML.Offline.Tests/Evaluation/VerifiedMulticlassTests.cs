using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Evaluation;

/// <summary>What ML.NET's documentation leaves open about classes, as ML.NET 5.0.0 was seen to do it.</summary>
public sealed class VerifiedMulticlassTests
{
    private static readonly (int Label, float[] Score)[] Two = [(0, [0.8f, 0.1f, 0.1f]), (1, [0.1f, 0.3f, 0.6f])];

    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void RowsWithoutALabelOrWithoutFiniteScoresAreLeftOut()
    {
        var expected = Evaluate(3, 3, Two);
        var metrics = Evaluate(
            3,
            3,
            [.. Two, (Classified.Unknown, [0.8f, 0.1f, 0.1f]), (0, [0.7f, float.NaN, 0.1f]), (1, [0, 1, float.NegativeInfinity]), (2, [float.PositiveInfinity, 0, 0])]);

        Assert.Equal((expected.MicroAccuracy, expected.LogLoss, expected.LogLossReduction), (metrics.MicroAccuracy, metrics.LogLoss, metrics.LogLossReduction));
        Assert.Equal(expected.ConfusionMatrix.Counts, metrics.ConfusionMatrix.Counts);
    }

    [Fact]
    public void TheHighestScoreIsThePredictionWhateverThePredictedLabelSays()
    {
        // Classified.PredictedLabel is always the first class.
        Assert.Equal(1, Evaluate(3, 3, (2, [0.1f, 0.1f, 0.8f])).MicroAccuracy);
        Assert.Equal(1, _ml.MulticlassClassification.Evaluate(Classified.View(_ml, 3, 3, (2, [0.1f, 0.1f, 0.8f])), predictedLabelColumnName: "Number").MicroAccuracy);
    }

    [Fact]
    public void OfEqualScoresTheFirstComesFirst()
    {
        var data = Classified.View(_ml, 3, 3, (0, [0.4f, 0.4f, 0.2f]), (1, [0.4f, 0.4f, 0.2f]), (2, [0.2f, 0.4f, 0.4f]), (2, [0.3f, 0.3f, 0.3f]));

        var metrics = _ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 2);

        Assert.Equal([0.25, 0.75], metrics.TopKAccuracyForAllK);
        Assert.Equal<IEnumerable<double>>([[1, 0, 0], [1, 0, 0], [1, 1, 0]], metrics.ConfusionMatrix.Counts);
    }

    [Fact]
    public void AClassWithoutRowsCountsInNoMean()
    {
        var metrics = Evaluate(3, 3, (0, [0.8f, 0.1f, 0.1f]), (1, [0.6f, 0.3f, 0.1f]));

        Assert.Equal((0.5, 0), (metrics.MacroAccuracy, metrics.PerClassLogLoss[2]));
        Assert.Equal([0.5, 0, 0], metrics.ConfusionMatrix.PerClassPrecision);
        Assert.Equal([1, 0, 0], metrics.ConfusionMatrix.PerClassRecall);
    }

    [Fact]
    public void OneClassAloneHasNothingToReduce()
    {
        Assert.Equal(double.PositiveInfinity, Evaluate(3, 3, (0, [0.8f, 0.1f, 0.1f])).LogLossReduction);
        Assert.Equal(double.NaN, Evaluate(3, 3, (0, [1, 0, 0])).LogLossReduction);
    }

    [Fact]
    public void NoRowsGiveZerosAndNaN()
    {
        var metrics = _ml.MulticlassClassification.Evaluate(Classified.View(_ml, 3, 3), topKPredictionCount: 2);

        Assert.Equal((0, 0, 0), (metrics.MicroAccuracy, metrics.MacroAccuracy, metrics.LogLoss));
        Assert.Equal(double.NaN, metrics.LogLossReduction);
        Assert.Equal([double.NaN, double.NaN], metrics.TopKAccuracyForAllK);
        Assert.Equal<IEnumerable<double>>([[0, 0, 0], [0, 0, 0], [0, 0, 0]], metrics.ConfusionMatrix.Counts);
    }

    [Fact]
    public void ALabelWithoutAScoreIsARowThatWasNotRecognized()
    {
        var data = Classified.View(_ml, 5, 3, [.. Two, (4, [0.3f, 0.3f, 0.4f])]);

        var metrics = _ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 4);

        Assert.Equal((1 / 3.0, 0.5), (metrics.MicroAccuracy, metrics.MacroAccuracy));
        Assert.Equal((-Math.Log(0.8) - Math.Log(0.3) - Math.Log(1e-15)) / 3, metrics.LogLoss, 1e-6);
        Assert.Equal(1 - (metrics.LogLoss / (2 / 3.0 * Math.Log(3))), metrics.LogLossReduction, 1e-6);
        Assert.Equal<IEnumerable<double>>([[1, 0, 0], [0, 0, 1], [0, 0, 0]], metrics.ConfusionMatrix.Counts);

        // It ranks after all classes.
        Assert.Equal([1 / 3.0, 2 / 3.0, 2 / 3.0, 1], metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void ThereCanBeMoreScoresThanLabels()
    {
        var metrics = Evaluate(2, 3, Two);

        Assert.Equal((0.5, 0.5, 3), (metrics.MicroAccuracy, metrics.MacroAccuracy, metrics.ConfusionMatrix.NumberOfClasses));
    }

    [Fact]
    public void ScoresAreTakenAsTheyAre()
    {
        // Neither a sum other than 1 nor a score outside of [0, 1] changes another score.
        Assert.Equal(-Math.Log(0.2), Evaluate(3, 3, (0, [0.2f, 0.1f, 0.1f])).LogLoss, 1e-6);
        Assert.Equal(0, Evaluate(3, 3, (0, [2, 1, 1])).LogLoss);
        Assert.Equal(-Math.Log(1e-15), Evaluate(3, 3, (0, [-0.7f, 1.2f, 0.5f])).LogLoss, 1e-6);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e9f)]
    public void ANumberThatIsNoClassIsMissing(float label)
    {
        var data = _ml.Data.LoadFromEnumerable(new Numbered[] { new() { Label = 1, Score = [0.1f, 0.9f] }, new() { Label = label, Score = [0.8f, 0.2f] } });

        Assert.Equal((1, -Math.Log(0.9f)), (_ml.MulticlassClassification.Evaluate(data).MicroAccuracy, _ml.MulticlassClassification.Evaluate(data).LogLoss));
    }

    [Fact]
    public void WithoutTopCountsThereAreNone()
    {
        var metrics = Evaluate(3, 3, Two);

        Assert.Equal((0, 0), (metrics.TopKAccuracy, metrics.TopKPredictionCount));
        Assert.Null(metrics.TopKAccuracyForAllK);
    }

    [Fact]
    public void TopCountsEndOneAfterTheNumberOfClasses()
    {
        var data = Classified.View(_ml, 3, 3, Two);

        Assert.Equal([0.5, 1, 1, 1], _ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 4).TopKAccuracyForAllK);
        Assert.Throws<ArgumentOutOfRangeException>("topKPredictionCount", () => _ml.MulticlassClassification.Evaluate(data, topKPredictionCount: -1));

        // ML.NET runs into an index out of range, ours says what is allowed.
        Assert.ThrowsAny<SystemException>(() => _ml.MulticlassClassification.Evaluate(data, topKPredictionCount: 5));
    }

    private MulticlassClassificationMetrics Evaluate(int labelCount, ClassNames names, params (int Label, float[] Score)[] rows) =>
        _ml.MulticlassClassification.Evaluate(Classified.View(_ml, labelCount, names, rows));

    public sealed class Numbered
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Score { get; set; } = [];

        public bool PredictedLabel { get; set; }
    }
}
