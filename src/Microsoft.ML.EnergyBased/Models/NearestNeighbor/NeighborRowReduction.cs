namespace Microsoft.ML.EnergyBased;

/// <summary>What stands for the training rows where they are more than are kept.</summary>
public enum NeighborRowReduction
{
    /// <summary>Prototypes by K-means, each of the weight of its rows.</summary>
    KMeans = 0,

    /// <summary>A random subset of the rows.</summary>
    RandomSubset = 1,
}
