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

    // A component whose variance is this share of the greatest is a rounding error of double: the rows say nothing of its direction.
    private const double Nothing = 1e-14;

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
        (rows, weights) = WithoutAbsent(rows, dimension, weights);
        double[] mean = new double[dimension];
        double total = WeightedMoments.Mean(rows.Span, weights.Span, mean, cancellation);
        var centred = new CentredRows(rows, weights, mean, total, threads, cancellation);

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
            (vectors, variances) = ToFeatures(centred, vectors, variances, components, cancellation);
        for (int k = 0; k < components; k++)
            variances[k] = Math.Max(variances[k], 0);

        double[] squares = new double[dimension];
        WeightedMoments.Squares(rows.Span, weights.Span, mean, squares, cancellation);
        return new PrincipalSubspaceEnergy(ToSingle(mean), ToSingle(vectors), variances, TensorPrimitives.Sum<double>(squares) / total);

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

    /// <summary>
    /// Directions among the features from those among the rows, Cᵀu/‖Cᵀu‖; past the rank of the rows any that are
    /// orthogonal to these, without variance.
    /// </summary>
    private static (double[] Vectors, double[] Variances) ToFeatures(
        CentredRows centred, double[] ofRows, double[] ofRowVariances, int components, CancellationToken cancellation)
    {
        int dimension = centred.Dimension;
        int count = ofRowVariances.Length;
        double[] vectors = new double[checked(components * dimension)];
        double[] variances = new double[components];
        centred.Combine(count, ofRows).CopyTo(vectors, 0);
        // How much of each feature the directions so far take.
        double[] taken = new double[dimension];
        for (int k = 0; k < components; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            Span<double> vector = vectors.AsSpan(k * dimension, dimension);
            if (k < count && ofRowVariances[k] > Nothing * centred.Count * ofRowVariances[0])
            {
                variances[k] = ofRowVariances[k];
            }
            else
            {
                vector.Clear();
                vector[TensorPrimitives.IndexOfMin<double>(taken)] = 1;
            }
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < k; j++)
                {
                    ReadOnlySpan<double> other = vectors.AsSpan(j * dimension, dimension);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(other, (ReadOnlySpan<double>)vector), vector, vector);
                }
                TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
            }
            if (vector[TensorPrimitives.IndexOfMaxMagnitude<double>(vector)] < 0)
                TensorPrimitives.Negate(vector, vector);
            TensorPrimitives.MultiplyAdd(vector, vector, taken, taken);
        }
        return (vectors, variances);
    }

    private static (ReadOnlyMemory<float> Rows, ReadOnlyMemory<double> Weights) WithoutAbsent(
        ReadOnlyMemory<float> rows, int dimension, ReadOnlyMemory<double> weights)
    {
        if (!weights.Span.Contains(0))
            return (rows, weights);
        double[] present = [.. weights.ToArray().Where(w => w > 0)];
        float[] kept = new float[present.Length * dimension];
        int next = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights.Span[i] > 0)
                rows.Span.Slice(i * dimension, dimension).CopyTo(kept.AsSpan(dimension * next++));
        }
        return (kept, present);
    }

    private static float[] ToSingle(ReadOnlySpan<double> values)
    {
        float[] result = new float[values.Length];
        for (int i = 0; i < result.Length; i++)
            result[i] = (float)values[i];
        return result;
    }
}
