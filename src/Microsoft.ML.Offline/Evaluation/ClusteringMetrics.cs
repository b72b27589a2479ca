namespace Microsoft.ML.Data;

/// <summary>How tight, separate and true to the labels clusters are.</summary>
public sealed class ClusteringMetrics
{
    internal ClusteringMetrics(double averageDistance, double normalizedMutualInformation, double daviesBouldinIndex)
    {
        AverageDistance = averageDistance;
        NormalizedMutualInformation = normalizedMutualInformation;
        DaviesBouldinIndex = daviesBouldinIndex;
    }

    /// <summary>The mean over rows of the score of the nearest cluster (for K-means, a squared distance).</summary>
    public double AverageDistance { get; }

    /// <summary>Mutual information of clusters and labels over the entropy of the labels; NaN without labels.</summary>
    public double NormalizedMutualInformation { get; }

    /// <summary>The mean over clusters of the worst ratio of scatter to separation; 0 without features.</summary>
    public double DaviesBouldinIndex { get; }
}
