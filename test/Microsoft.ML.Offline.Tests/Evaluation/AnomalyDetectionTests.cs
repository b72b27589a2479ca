using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Evaluation;

public sealed class AnomalyDetectionTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void AreaIsTheShareOfPairsInOrder()
    {
        // Anomalies 0.9, 0.4; normal 0.7, 0.3, 0.1. Of the six pairs only (0.4, 0.7) is out of order.
        var metrics = _ml.AnomalyDetection.Evaluate(Scores((1, 0.9f), (0, 0.7f), (1, 0.4f), (0, 0.3f), (0, 0.1f)), falsePositiveCount: 1);

        Assert.Equal(5 / 6.0, metrics.AreaUnderRocCurve, 1e-9);
        Assert.Equal(1, metrics.DetectionRateAtFalsePositiveCount, 1e-9);
    }

    [Fact]
    public void TiesCountHalf()
    {
        // (2, 1) in order, (2, 2) tied, (2, 3) not.
        var metrics = _ml.AnomalyDetection.Evaluate(Scores((1, 2), (0, 1), (0, 2), (0, 3)), falsePositiveCount: 3);

        Assert.Equal(0.5, metrics.AreaUnderRocCurve, 1e-9);
    }

    [Theory]
    [InlineData(1, 0.75)]
    [InlineData(2, 1)]
    [InlineData(9, 1)]
    public void DetectionRateCountsAnomaliesBeforeOneFalsePositiveMoreThanAllowed(int falsePositives, double expected)
    {
        var data = Scores((1, 9), (0, 8), (1, 7), (1, 6), (0, 5), (1, 4), (0, 3), (0, 2));

        Assert.Equal(expected, _ml.AnomalyDetection.Evaluate(data, falsePositiveCount: falsePositives).DetectionRateAtFalsePositiveCount, 1e-9);
    }

    [Fact]
    public void ColumnsCanHaveOtherNames()
    {
        var data = Scores((1, 2), (0, 1));
        data = _ml.Transforms.CopyColumns("L", "Label").Append(_ml.Transforms.CopyColumns("S", "Score")).Append(_ml.Transforms.CopyColumns("P", "PredictedLabel"))
            .Append(_ml.Transforms.DropColumns("Label", "Score", "PredictedLabel")).Fit(data).Transform(data);

        Assert.Equal(1, _ml.AnomalyDetection.Evaluate(data, "L", "S", "P", 1).AreaUnderRocCurve);
    }

    [Fact]
    public void ABooleanLabelIsRefused()
    {
        var data = Scores((1, 2), (0, 1));

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(data, labelColumnName: "PredictedLabel"));

        Assert.Contains("PredictedLabel", error.Message);
    }

    [Fact]
    public void AMissingColumnIsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(Scores((1, 2), (0, 1)), scoreColumnName: "Nope"));

        Assert.Contains("Nope", error.Message);
    }

    [Fact]
    public void OneClassAloneHasNoArea()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(Scores((0, 2), (0, 1))));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.AnomalyDetection.Evaluate(Scores((1, 2), (1, 1))));
    }

    private IDataView Scores(params (float Label, float Score)[] rows) =>
        _ml.Data.LoadFromEnumerable(rows.Select(r => new Scored { Label = r.Label, Score = r.Score, PredictedLabel = r.Score > 1 }));

    public sealed class Scored
    {
        public float Label { get; set; }

        public float Score { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
