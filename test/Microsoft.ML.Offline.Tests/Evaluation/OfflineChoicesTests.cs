#if MLNET_OFFLINE
using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Evaluation;

/// <summary>What ML.NET's documentation leaves open, as Offline does it. Not compiled against the package.</summary>
public sealed class OfflineChoicesTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void RowsWithoutAScoreAreLeftOutWithOneWarning()
    {
        var warnings = new List<string>();
        _ml.Log += (_, e) => warnings.Add(e.Message);
        var anomalies = _ml.Data.LoadFromEnumerable(new Row[]
        {
            new() { Label = 1, Anomaly = 2 }, new() { Label = 0, Anomaly = float.NaN }, new() { Label = float.NaN, Anomaly = 9 }, new() { Label = 0, Anomaly = 1 },
        });
        var clusters = _ml.Data.LoadFromEnumerable(new Row[] { new() { Score = [float.NaN, 1] }, new() { Score = [3, 7] } });

        Assert.Equal(1, _ml.AnomalyDetection.Evaluate(anomalies, scoreColumnName: "Anomaly").AreaUnderRocCurve);
        Assert.Contains("2 rows", Assert.Single(warnings));

        warnings.Clear();
        Assert.Equal(3, _ml.Clustering.Evaluate(clusters).AverageDistance);
        Assert.Contains("1 rows", Assert.Single(warnings));
    }

    [Fact]
    public void TiedAnomaliesAreNotDetected()
    {
        var data = _ml.Data.LoadFromEnumerable(new Row[] { new() { Label = 1, Anomaly = 1 }, new() { Label = 0, Anomaly = 1 } });

        Assert.Equal(0, _ml.AnomalyDetection.Evaluate(data, scoreColumnName: "Anomaly", falsePositiveCount: 1).DetectionRateAtFalsePositiveCount);
    }

    [Fact]
    public void MetricsWithoutTheirColumnsAreNaN()
    {
        var metrics = _ml.Clustering.Evaluate(_ml.Data.LoadFromEnumerable(new Row[] { new() { Score = [3, 7] } }));

        Assert.Equal(double.NaN, metrics.NormalizedMutualInformation);
        Assert.Equal(double.NaN, metrics.DaviesBouldinIndex);
    }

    [Fact]
    public void InformationIsNormalizedByTheGeometricMeanOfTheEntropies()
    {
        // Clusters {3, 1}, labels {2, 2}: I = ln 2 − ¾ h(⅓).
        var rows = new Row[]
        {
            new() { Score = [0, 1], Label = 1 }, new() { Score = [0, 1], Label = 1 }, new() { Score = [0, 1], Label = 2 }, new() { Score = [1, 0], Label = 2 },
        };
        var information = Math.Log(2) - (0.75 * Entropy(1 / 3.0));

        var metrics = _ml.Clustering.Evaluate(_ml.Data.LoadFromEnumerable(rows), "Label");

        Assert.Equal(information / Math.Sqrt(Math.Log(2) * Entropy(0.25)), metrics.NormalizedMutualInformation, 1e-9);
    }

    private static double Entropy(double p) => -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));

    public sealed class Row
    {
        public float Label { get; set; }

        public float Anomaly { get; set; }

        [VectorType(2)]
        public float[] Score { get; set; } = [0, 0];

        public bool PredictedLabel { get; set; }
    }
}
#endif
