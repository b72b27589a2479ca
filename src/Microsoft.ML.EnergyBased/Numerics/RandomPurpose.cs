namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>What random numbers are for: streams of different purposes under one seed are independent. The numbers are fixed: models depend on them.</summary>
internal enum RandomPurpose : uint
{
    /// <summary>The first prototypes of K-means.</summary>
    KMeansStart = 1,

    /// <summary>The order of the rows in an epoch.</summary>
    RowOrder = 2,
}
