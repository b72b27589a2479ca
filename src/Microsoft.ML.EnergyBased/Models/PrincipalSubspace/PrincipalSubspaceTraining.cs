using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

/// <summary>A principal subspace, and the mean energy of the rows that it was fitted to.</summary>
internal sealed record PrincipalSubspaceResult(PrincipalSubspaceEnergy Energy, double MeanEnergy);

/// <summary>Fits a principal subspace, exactly: the eigenvectors of the covariance with the greatest eigenvalues.</summary>
/// <remarks>
/// With fewer rows than features the Gram matrix of the rows has the same eigenvalues and is smaller. Where neither is
/// small, and few components are asked for, they are found by products with the rows alone.
/// </remarks>
internal static class PrincipalSubspaceTraining
{
    private const int RowsPerBlock = 256;

    // Up to here the matrix is made and solved whole: that takes less than the products.
    private const int MostDirect = 1000;

    /// <summary>Minimises Σ_i w_i ‖(y_i − μ) − WWᵀ(y_i − μ)‖² over μ and W with orthonormal columns.</summary>
    /// <param name="data">Finite rows in memory, at least one of positive weight; only read.</param>
    /// <param name="options">The options, checked before: at most as many components as features.</param>
    /// <exception cref="InvalidOperationException">The probabilistic form, and no feature varies.</exception>
    /// <exception cref="OverflowException">So many components of so many features have no room in one array.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static PrincipalSubspaceResult Fit(TrainingData data, PrincipalSubspaceEstimator.Options options)
    {
        (var dimension, var components, var threads, var cancellation) = (data.Width, options.NumberOfComponents, options.Threads, options.CancellationToken);
        double[] weights = [.. data.Weights.Span.ToArray().Select(w => (double)w)];
        var centred = CentredRows.Of(data.Rows, dimension, weights, threads, cancellation);

        var isWide = centred.Count < dimension;
        var size = Math.Min(centred.Count, dimension);
        var variances = new double[Math.Min(components, size)];
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
            var rank = centred.Rank(variances);
            vectors = centred.Directions(vectors, rank, components);
            // Past the rank of the rows there is no variance.
            variances.AsSpan(rank).Clear();
            Array.Resize(ref variances, components);
        }
        for (var k = 0; k < components; k++)
            variances[k] = Math.Max(variances[k], 0);

        var squares = new double[dimension];
        WeightedMoments.Squares(data.Rows.Span, weights, centred.Mean, squares, cancellation);
        var total = TensorPrimitives.Sum<double>(squares) / centred.Total;
        if (options.Probabilistic && total == 0)
            throw new InvalidOperationException($"No feature of '{options.FeatureColumnName}' varies: the rows have no likelihood under {nameof(options.Probabilistic)} = true.");
        var energy = new PrincipalSubspaceEnergy(centred.Mean, ToSingle(vectors), variances, total, options.Probabilistic);
        return new PrincipalSubspaceResult(energy, MeanEnergy(energy, data.Rows, weights, options));

        double[] Multiply(int count, ReadOnlyMemory<double> block) => isWide
            ? centred.Project(count, centred.Combine(count, block.Span))
            : centred.Combine(count, centred.Project(count, block.Span));
    }

    private static double MeanEnergy(
        PrincipalSubspaceEnergy energy, ReadOnlyMemory<float> rows, ReadOnlyMemory<double> weights, PrincipalSubspaceEstimator.Options options)
    {
        var dimension = energy.Dimension;
        var energies = new float[rows.Length / dimension];
        RowBlocks.Run(energies.Length, RowsPerBlock, options.Threads, options.CancellationToken, (_, start, length) =>
            energy.Energy(rows.Span.Slice(start * dimension, length * dimension), energies.AsSpan(start, length)));
        double sum = 0, total = 0;
        for (var i = 0; i < energies.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights.Span[i];
            if (weight == 0)
                continue;
            sum += weight * energies[i];
            total += weight;
        }
        return sum / total;
    }

    private static double[] Direct(double[] matrix, int size, double[] variances, CancellationToken cancellation)
    {
        var count = variances.Length;
        var vectors = new double[count * size];
        if (count <= size / 3)
        {
            SymmetricEigen.Leading(matrix, variances, vectors, cancellation);
            return vectors;
        }
        var values = new double[size];
        SymmetricEigen.Decompose(matrix, values, cancellation);
        values.AsSpan(0, count).CopyTo(variances);
        matrix.AsSpan(0, vectors.Length).CopyTo(vectors);
        return vectors;
    }

    private static float[] ToSingle(ReadOnlySpan<double> values)
    {
        var result = new float[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = (float)values[i];
        return result;
    }
}
