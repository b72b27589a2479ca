using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// Holds a covariance above a floor ε in every direction: of all Σ with Σ − εI positive semidefinite, the one under which
/// rows of covariance S are likeliest has the eigenvectors of S and max(eigenvalue, ε). A step of maximisation that ends
/// so still never lowers the likelihood, which one that adds ε to the diagonal does.
/// </summary>
internal static class CovarianceFloor
{
    /// <summary>Raises variances, one a direction; true where one was below the floor.</summary>
    public static bool RaiseVariances(Span<double> variances, double floor)
    {
        var isBelow = TensorPrimitives.Min<double>(variances) < floor;
        TensorPrimitives.Max(variances, floor, variances);
        return isBelow;
    }

    /// <summary>Raises a full covariance, n × n; one that is above the floor already keeps its bits. True where a direction was below it.</summary>
    public static bool Raise(Span<double> covariance, int n, double floor, CancellationToken cancellation)
    {
        var factor = covariance.ToArray();
        for (var j = 0; j < n; j++)
            factor[(j * n) + j] -= floor;
        if (Cholesky.TryFactor(factor, n, cancellation))
            return false;

        var vectors = covariance.ToArray();
        var values = new double[n];
        SymmetricEigen.Decompose(vectors, values, cancellation);
        if (values[n - 1] >= floor)
            return false;

        // What is above the floor stands on it: εI + Σ (λ − ε)⁺ vvᵀ.
        covariance.Clear();
        for (var j = 0; j < n; j++)
            covariance[(j * n) + j] = floor;
        for (var k = 0; k < n && values[k] > floor; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<double> vector = vectors.AsSpan(k * n, n);
            for (var i = 0; i < n; i++)
            {
                var row = covariance.Slice(i * n, n);
                TensorPrimitives.MultiplyAdd(vector, (values[k] - floor) * vector[i], row, row);
            }
        }
        // The factor was rounded one way above the diagonal and another way below it.
        WeightedMoments.Mirror(covariance, n);
        return true;
    }
}
