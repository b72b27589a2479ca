using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>Fits a principal subspace, exactly: the eigenvectors of the covariance with the greatest eigenvalues.</summary>
internal static class PrincipalSubspaceTraining
{
    /// <summary>Minimises Σ_i w_i ‖(y_i − μ) − WWᵀ(y_i − μ)‖² over μ and W with orthonormal columns.</summary>
    /// <param name="rows">count × d finite values; only read.</param>
    /// <param name="dimension">d.</param>
    /// <param name="components">r, from 1 to d.</param>
    /// <param name="weights">Empty, or one weight a row, at least 0 and not all of them 0.</param>
    /// <param name="threads">The most threads used; the result does not depend on it.</param>
    /// <param name="cancellation">Looked at before each strip of the covariance, and before its eigenvectors are looked for.</param>
    public static PrincipalSubspaceEnergy Fit(
        ReadOnlyMemory<float> rows, int dimension, int components, ReadOnlyMemory<double> weights, int threads, CancellationToken cancellation)
    {
        double[] mean = new double[dimension];
        double total = WeightedMoments.Mean(rows.Span, weights.Span, mean);
        double[] covariance = new double[checked(dimension * dimension)];
        RowBlocks.Run(WeightedMoments.Strips(dimension), 1, threads, cancellation, (strip, _, _) =>
            WeightedMoments.Scatter(rows.Span, weights.Span, mean, strip, covariance));
        WeightedMoments.Mirror(covariance, dimension);
        TensorPrimitives.Divide(covariance, total, covariance);
        double trace = 0;
        for (int j = 0; j < dimension; j++)
            trace += covariance[(j * dimension) + j];

        cancellation.ThrowIfCancellationRequested();
        double[] variances = new double[dimension];
        SymmetricEigen.Decompose(covariance, variances);
        for (int k = 0; k < components; k++)
            variances[k] = Math.Max(variances[k], 0);
        return new PrincipalSubspaceEnergy(ToSingle(mean), ToSingle(covariance.AsSpan(0, components * dimension)), variances.AsSpan(0, components), trace);
    }

    private static float[] ToSingle(ReadOnlySpan<double> values)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (float)values[i];
        return result;
    }
}
