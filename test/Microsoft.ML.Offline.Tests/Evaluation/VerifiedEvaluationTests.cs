using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Evaluation;

/// <summary>What ML.NET's documentation leaves open, as ML.NET 5.0.0 was seen to do it.</summary>
public sealed class VerifiedEvaluationTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(2, 0.75)]
    [InlineData(3, 0.75)]
    [InlineData(5, 1)]
    public void PositivesCountUntilOneNegativeTooMany(int falsePositives, double expected)
    {
        var data = Anomalies((1, 9), (0, 8), (1, 7), (0, 6), (1, 5), (0, 4), (0, 3), (1, 2));

        Assert.Equal(expected, _ml.AnomalyDetection.Evaluate(data, falsePositiveCount: falsePositives).DetectionRateAtFalsePositiveCount);
    }

    [Fact]
    public void ALabelAboveZeroIsAnAnomaly()
    {
        var metrics = _ml.AnomalyDetection.Evaluate(Anomalies((2, 9), (0.5f, 8), (-1, 7), (0, 6), (0.4f, 5)), falsePositiveCount: 1);

        Assert.Equal(2 / 3.0, metrics.AreaUnderRocCurve, 1e-9);
        Assert.Equal(2 / 3.0, metrics.DetectionRateAtFalsePositiveCount, 1e-9);
    }

    [Fact]
    public void RowsWithoutALabelOrAFiniteScoreAreLeftOut()
    {
        var data = Anomalies((1, 9), (0, float.NaN), (1, float.PositiveInfinity), (0, 7), (float.NaN, 8), (1, 3), (0, float.NegativeInfinity));

        Assert.Equal(0.5, _ml.AnomalyDetection.Evaluate(data).AreaUnderRocCurve, 1e-9);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(Anomalies((1, float.NaN), (0, 1))));
    }

    [Fact]
    public void OneClassAloneIsRefused()
    {
        Assert.Contains("positive class", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(Anomalies((0, 1), (0, 2)))).Message);
        Assert.Contains("negative class", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(Anomalies((1, 1), (1, 2)))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(Anomalies((0, 1), (1, 2)), falsePositiveCount: 0));
    }

    [Fact]
    public void ThePredictedLabelHasToBeThereAndIsNotUsed()
    {
        var data = Anomalies((1, 9), (0, 8));

        Assert.Equal(1, _ml.AnomalyDetection.Evaluate(data, predictedLabelColumnName: "Label").AreaUnderRocCurve);
        Assert.Contains("Nope column 'PredictedLabel' not found", Assert.Throws<ArgumentOutOfRangeException>(
            () => _ml.AnomalyDetection.Evaluate(data, predictedLabelColumnName: "Nope")).Message);
    }

    [Fact]
    public void OfTwoTiedRowsTheLaterComesFirst()
    {
        Assert.Equal(0.5, _ml.AnomalyDetection.Evaluate(Anomalies((1, 5), (0, 5), (1, 5), (0, 5)), falsePositiveCount: 1).DetectionRateAtFalsePositiveCount);
        Assert.Equal(1, _ml.AnomalyDetection.Evaluate(Anomalies((0, 5), (1, 5), (0, 5), (1, 5)), falsePositiveCount: 1).DetectionRateAtFalsePositiveCount);
    }

    [Fact]
    public void MetricsWithoutTheirColumns()
    {
        var metrics = _ml.Clustering.Evaluate(Clusters((1, 0), (2, 1)));

        Assert.Equal((0, double.NaN, 0), (metrics.AverageDistance, metrics.NormalizedMutualInformation, metrics.DaviesBouldinIndex));
    }

    [Fact]
    public void InformationIsAShareOfTheEntropyOfTheLabels()
    {
        // Clusters {3, 1}, labels {2, 2}: I = ln 2 − ¾ h(⅓), and H(L) = ln 2.
        var skewed = _ml.Clustering.Evaluate(Clusters((1, 0), (1, 0), (2, 0), (2, 1)), "Label").NormalizedMutualInformation;

        Assert.Equal((Math.Log(2) - (0.75 * Entropy(1 / 3.0))) / Math.Log(2), skewed, 1e-9);
        Assert.Equal(0, _ml.Clustering.Evaluate(Clusters((1, 0), (2, 0)), "Label").NormalizedMutualInformation, 1e-9);
        Assert.Equal(double.NaN, _ml.Clustering.Evaluate(Clusters((1, 0), (1, 1)), "Label").NormalizedMutualInformation);
    }

    [Fact]
    public void AMissingLabelIsOfTheFirstClass()
    {
        var missing = _ml.Clustering.Evaluate(Clusters((float.NaN, 0), (0, 0), (1, 1), (1, 0)), "Label");
        var zero = _ml.Clustering.Evaluate(Clusters((0, 0), (0, 0), (1, 1), (1, 0)), "Label");

        Assert.Equal(zero.NormalizedMutualInformation, missing.NormalizedMutualInformation, 1e-9);
    }

    [Theory]
    [InlineData(1.2f)]
    [InlineData(-1f)]
    [InlineData(float.PositiveInfinity)]
    public void ALabelThatIsNoClassIsRefused(float label) =>
        Assert.Throws<InvalidOperationException>(() => _ml.Clustering.Evaluate(Clusters((label, 0), (0, 1)), "Label"));

    [Fact]
    public void ClusterRowsWithoutFiniteScoresAreLeftOut()
    {
        var data = _ml.Data.LoadFromEnumerable(new Row[] { new() { Scores = [float.NaN, 1] }, new() { Scores = [3, 7] }, new() { Scores = [1, float.PositiveInfinity] } });

        Assert.Equal(3, _ml.Clustering.Evaluate(data, scoreColumnName: "Scores").AverageDistance);
    }

    private static double Entropy(double p) => -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));

    private IDataView Anomalies(params (float Label, float Score)[] rows) =>
        _ml.Data.LoadFromEnumerable(rows.Select(r => new Row { Label = r.Label, Score = r.Score }).ToArray());

    private IDataView Clusters(params (float Label, int Cluster)[] rows)
    {
        var data = _ml.Data.LoadFromEnumerable(rows.Select(r => new Row { Label = r.Label, Scores = r.Cluster == 0 ? [0, 1] : [1, 0] }).ToArray());
        return _ml.Transforms.CopyColumns("Score", "Scores").Fit(data).Transform(data);
    }

    public sealed class Row
    {
        public float Label { get; set; }

        public float Score { get; set; }

        [VectorType(2)]
        public float[] Scores { get; set; } = [0, 0];

        public bool PredictedLabel { get; set; }
    }
}
