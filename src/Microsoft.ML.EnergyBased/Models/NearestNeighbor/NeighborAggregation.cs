namespace Microsoft.ML.EnergyBased;

/// <summary>What the energy of a row is, given the squared distances to its nearest training rows.</summary>
public enum NeighborAggregation
{
    /// <summary>The free energy −(1/β) ln mean e^{−β‖y − yᵢ‖²} over the k nearest: a kernel density as a Gibbs energy.</summary>
    FreeEnergy = 0,

    /// <summary>The squared distance to the k-th nearest.</summary>
    KthDistance = 1,
}
