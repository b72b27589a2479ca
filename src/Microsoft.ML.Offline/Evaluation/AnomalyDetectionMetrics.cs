namespace Microsoft.ML.Data;

/// <summary>How well scores tell anomalies from the rest.</summary>
public sealed class AnomalyDetectionMetrics
{
    internal AnomalyDetectionMetrics(double areaUnderRocCurve, double detectionRateAtFalsePositiveCount)
    {
        AreaUnderRocCurve = areaUnderRocCurve;
        DetectionRateAtFalsePositiveCount = detectionRateAtFalsePositiveCount;
    }

    /// <summary>The probability that an anomaly scores above a normal row, ties counted half.</summary>
    public double AreaUnderRocCurve { get; }

    /// <summary>The share of the anomalies that score above the k-th highest normal row.</summary>
    public double DetectionRateAtFalsePositiveCount { get; }
}
