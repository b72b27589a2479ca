using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

/// <summary>Fits a principal subspace, exactly: the eigenvectors of the covariance with the greatest eigenvalues.</summary>
/// <remarks>
/// With fewer rows than features the Gram matrix of the rows has the same eigenvalues and is smaller. Where neither is
/// small, and few components are asked for, they are found by products with the rows alone.
/// </remarks>
internal static class PrincipalSubspaceTraining
{
    // Up to here the matrix is made and solved whole: that takes less than the products.
    private const int MostDirect = 1000;

    /// <summary>Minimises Σ_i w_i ‖(y_i − μ) − WWᵀ(y_i − μ)‖² over μ and W with orthonormal columns.</summary>
    /// <param name="rows">count × d finite values; only read.</param>
    /// <param name="dimension">d.</param>
    /// <param name="components">r, from 1 to d.</param>
    /// <param name="weights">Empty, or one weight a row, at least 0 and not all of them 0.</param>
    /// <param name="threads">The most threads used; the result does not depend on it.</param>
    /// <param name="cancellation">Looked at all the way, some milliseconds apart.</param>
    /// <exception cref="OverflowException">So many components of so many features have no room in one array.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PrincipalSubspaceEnergy Fit(
        ReadOnlyMemory<float> rows, int dimension, int components, ReadOnlyMemory<double> weights, int threads, CancellationToken cancellation)
    {
        CentredRows centred = CentredRows.Of(rows, dimension, weights, threads, cancellation);

        bool isWide = centred.Count < dimension;
        int size = Math.Min(centred.Count, dimension);
        double[] variances = new double[Math.Min(components, size)];
        double[] vectors;
        if (size <= MostDirect || (!KrylovEigen.IsWorthwhile(size, variances.Length) && (long)size * size <= Array.MaxLength))
        {
            vectors = Direct(isWide ? centred.Gram() : centred.Covariance(), size, variances, cancellation);
        }
        else
        {
            vectors = new double[checked(variances.Length * size)];
            KrylovEigen.Leading(size, Multiply, variances, vectors, threads, cancellation);
        }
        if (isWide)
        {
            int rank = centred.Rank(variances);
            vectors = centred.Directions(vectors, rank, components);
            // Past the rank of the rows there is no variance.
            variances.AsSpan(rank).Clear();
            Array.Resize(ref variances, components);
        }
        for (int k = 0; k < components; k++)
            variances[k] = Math.Max(variances[k], 0);

        double[] squares = new double[dimension];
        WeightedMoments.Squares(rows.Span, weights.Span, centred.Mean, squares, cancellation);
        return new PrincipalSubspaceEnergy(centred.Mean, ToSingle(vectors), variances, TensorPrimitives.Sum<double>(squares) / centred.Total);

        double[] Multiply(int count, ReadOnlyMemory<double> block) => isWide
            ? centred.Project(count, centred.Combine(count, block.Span))
            : centred.Combine(count, centred.Project(count, block.Span));
    }

    private static double[] Direct(double[] matrix, int size, double[] variances, CancellationToken cancellation)
    {
        int count = variances.Length;
        double[] vectors = new double[count * size];
        if (count <= size / 3)
        {
            SymmetricEigen.Leading(matrix, variances, vectors, cancellation);
            return vectors;
        }
        double[] values = new double[size];
        SymmetricEigen.Decompose(matrix, values, cancellation);
        values.AsSpan(0, count).CopyTo(variances);
        matrix.AsSpan(0, vectors.Length).CopyTo(vectors);
        return vectors;
    }

    private static float[] ToSingle(ReadOnlySpan<double> values)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (float)values[i];
        return result;
    }
}
