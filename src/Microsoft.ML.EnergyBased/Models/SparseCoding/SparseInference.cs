using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>What a search for a sparse code is told.</summary>
/// <param name="Sparsity">λ, positive and finite.</param>
/// <param name="NonNegative">Whether codes are held at or above 0.</param>
/// <param name="Algorithm">How it goes.</param>
/// <param name="Tolerance">The duality gap at which it ends, as a share of ½‖y‖²: finite and at least 0.</param>
/// <param name="MaximumIterations">The most passes over the atoms, in [1, <see cref="SearchLimits.Iterations"/>].</param>
internal readonly record struct SparseInference(
    float Sparsity, bool NonNegative, SparseInferenceAlgorithm Algorithm, float Tolerance, int MaximumIterations)
{
    // Coordinate descent holds K² numbers: for so many atoms they are few, or as many a feature as no dictionary needs.
    private const int FewAtoms = 1024;
    private const int AtomsPerFeature = 64;

    /// <summary>Throws where coordinate descent would have to hold far more than the atoms themselves.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are too many atoms.</exception>
    public void CheckAtoms(int numberOfAtoms, int dimension)
    {
        var most = Math.Max(FewAtoms, (long)AtomsPerFeature * dimension);
        if (Algorithm == SparseInferenceAlgorithm.CoordinateDescent && numberOfAtoms > most)
            throw new ArgumentOutOfRangeException(nameof(SparseCodingEstimator.Options.NumberOfAtoms), numberOfAtoms, $"Coordinate descent takes at most {most} atoms of {dimension} values; FISTA takes more.");
    }

    /// <summary>Throws unless every part is in its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is not.</exception>
    public void Validate()
    {
        Check.PositiveFinite(Sparsity, nameof(SparseCodingEstimator.Options.Sparsity));
        Check.Defined(Algorithm, nameof(SparseCodingEstimator.Options.InferenceAlgorithm));
        Check.NonNegativeFinite(Tolerance, nameof(SparseCodingEstimator.Options.InferenceTolerance));
        SearchLimits.CheckIterations(MaximumIterations, nameof(SparseCodingEstimator.Options.InferenceIterations));
    }
}
