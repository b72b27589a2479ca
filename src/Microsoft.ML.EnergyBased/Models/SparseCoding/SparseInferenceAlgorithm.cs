using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased;

/// <summary>How a sparse code is searched for: both end at the same minimum, which is convex.</summary>
public enum SparseInferenceAlgorithm
{
    /// <summary>
    /// One coordinate at a time, that which moves most, on the Gram matrix of the atoms; then those that are active, in
    /// turn. Where atoms are so alike that 50 passes over them do not come to an end, the linear systems of those that are
    /// active are solved instead (Lee et al., "Efficient sparse coding algorithms", 2006). The faster of the two; it keeps K² numbers beside the K × d of the dictionary (Li and Osher, "Coordinate descent
    /// optimization for ℓ1 minimization with application to compressed sensing", Inverse Problems and Imaging 3, 2009).
    /// </summary>
    CoordinateDescent = 0,

    /// <summary>
    /// Accelerated proximal gradient steps of size 1/‖WᵀW‖ on all coordinates, whose momentum starts anew where it leads
    /// uphill; for dictionaries of so many atoms that their Gram matrix is too large (Beck and Teboulle, SIAM J. Imaging
    /// Sciences 2, 2009; O'Donoghue and Candès, "Adaptive restart for accelerated gradient schemes", 2015). Where 500 of
    /// them do not come to an end, systems as above.
    /// </summary>
    Fista = 1,
}
