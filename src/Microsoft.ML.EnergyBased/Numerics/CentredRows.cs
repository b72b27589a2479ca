using System.Buffers;
using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The matrix C of rows √(w/Σw)·(y − μ), as something to multiply with: CᵀC is the covariance (d × d), CCᵀ the Gram matrix
/// (n × n), which has the same eigenvalues but for zeros. Differences are made in double on the way and never kept.
/// </summary>
/// <param name="rows">n × d values; only read.</param>
/// <param name="weights">Empty for 1 each, or one weight a row, above 0.</param>
/// <param name="mean">μ, d values.</param>
/// <param name="total">Σw.</param>
/// <param name="threads">The most threads used; no bit depends on it.</param>
/// <param name="cancellation">Looked at once a block of rows and features.</param>
internal sealed unsafe class CentredRows(
    ReadOnlyMemory<float> rows, ReadOnlyMemory<double> weights, double[] mean, double total, int threads, CancellationToken cancellation)
{
    private const int BlockRows = 64;
    private const int BlockFeatures = 256;

    // Of differences row by row: not a power of two, so that rows do not meet in the cache.
    private const int Stride = BlockFeatures + DoubleTile.Columns;

    // An eigenvalue that is this share of the greatest, a row, is a rounding error of double: the rows say nothing of its direction.
    private const double Nothing = 1e-14;

    /// <summary>Rows about their mean; those of weight 0 are left out.</summary>
    /// <param name="rows">count × d finite values; only read.</param>
    /// <param name="dimension">d.</param>
    /// <param name="weights">Empty, or one weight a row, at least 0 and not all of them 0.</param>
    /// <param name="threads">The most threads used; no bit depends on it.</param>
    /// <param name="cancellation">Looked at once a block of rows and features.</param>
    public static CentredRows Of(ReadOnlyMemory<float> rows, int dimension, ReadOnlyMemory<double> weights, int threads, CancellationToken cancellation)
    {
        if (weights.Span.Contains(0))
            (rows, weights) = WithoutAbsent(rows, dimension, weights);
        var mean = new double[dimension];
        var total = WeightedMoments.Mean(rows.Span, weights.Span, mean, cancellation);
        return new CentredRows(rows, weights, mean, total, threads, cancellation);
    }

    /// <summary>μ.</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>Σw.</summary>
    public double Total => total;

    /// <summary>n.</summary>
    public int Count { get; } = rows.Length / mean.Length;

    /// <summary>d.</summary>
    public int Dimension => mean.Length;

    /// <summary>CᵀC, d × d values.</summary>
    public double[] Covariance()
    {
        var covariance = new double[Dimension * Dimension];
        RowBlocks.Run(WeightedMoments.Strips(Dimension), 1, threads, cancellation, (strip, _, _) =>
            WeightedMoments.Scatter(rows.Span, weights.Span, mean, strip, covariance, cancellation));
        WeightedMoments.Mirror(covariance, Dimension);
        for (var i = 0; i < covariance.Length; i++)
            covariance[i] /= total;
        return covariance;
    }

    /// <summary>CCᵀ, n × n values.</summary>
    public double[] Gram()
    {
        var gram = new double[Count * Count];
        RowBlocks.Run(Count, BlockRows, threads, cancellation, (_, start, length) =>
        {
            // The rows of the block against all up to its end, some features at a time.
            var end = start + length;
            var stride = DoubleTile.Padded(end);
            var panelBuffer = ArrayPool<double>.Shared.Rent(stride * BlockFeatures);
            var sumBuffer = ArrayPool<double>.Shared.Rent(BlockRows * stride);
            panelBuffer.AsSpan().Clear();
            sumBuffer.AsSpan().Clear();
            fixed (double* panels = panelBuffer, sums = sumBuffer)
            {
                for (var feature = 0; feature < Dimension; feature += BlockFeatures)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var features = Math.Min(BlockFeatures, Dimension - feature);
                    for (var i = 0; i < end; i++)
                        Differences(i, feature, features, Panel(panels, i), DoubleTile.Columns);
                    for (var i = start; i < end; i += DoubleTile.Rows)
                    {
                        for (var j = 0; j < Math.Min(i + DoubleTile.Rows, end); j += DoubleTile.Columns)
                        {
                            DoubleTile.Accumulate(
                                features, Panel(panels, i), 1, DoubleTile.Columns, Panel(panels, j), DoubleTile.Columns,
                                sums + ((nint)(i - start) * stride) + j, stride);
                        }
                    }
                }
            }
            for (var i = start; i < end; i++)
                sumBuffer.AsSpan((i - start) * stride, i + 1).CopyTo(gram.AsSpan(i * Count));
            ArrayPool<double>.Shared.Return(panelBuffer);
            ArrayPool<double>.Shared.Return(sumBuffer);
        });
        WeightedMoments.Mirror(gram, Count);
        return gram;
    }

    /// <summary>C·x of some vectors.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="vectors">count × d values, a vector a row.</param>
    /// <returns>count × n values.</returns>
    public double[] Project(int count, ReadOnlySpan<double> vectors)
    {
        var width = DoubleTile.Padded(count);
        var columns = Columns(vectors, count, Dimension, width);
        var products = new double[checked(DoubleTile.Padded(Count) * width)];
        RowBlocks.Run(Count, BlockRows, threads, cancellation, (_, start, length) =>
        {
            var buffer = ArrayPool<double>.Shared.Rent(BlockRows * Stride);
            fixed (double* differences = buffer, right = columns, sums = &products[start * width])
            {
                for (var feature = 0; feature < Dimension; feature += BlockFeatures)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var features = Math.Min(BlockFeatures, Dimension - feature);
                    for (var i = 0; i < length; i++)
                        Differences(start + i, feature, features, differences + (i * Stride), 1);
                    for (var i = 0; i < length; i += DoubleTile.Rows)
                    {
                        for (var j = 0; j < width; j += DoubleTile.Columns)
                        {
                            DoubleTile.Accumulate(
                                features, differences + (i * Stride), Stride, 1,
                                right + ((nint)feature * width) + j, width, sums + ((nint)i * width) + j, width);
                        }
                    }
                }
            }
            ArrayPool<double>.Shared.Return(buffer);
        });
        return Rows(products, count, Count, width);
    }

    /// <summary>Cᵀ·x of some vectors.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="vectors">count × n values, a vector a row.</param>
    /// <returns>count × d values.</returns>
    public double[] Combine(int count, ReadOnlySpan<double> vectors)
    {
        var width = DoubleTile.Padded(count);
        var columns = Columns(vectors, count, Count, width);
        var products = new double[checked(DoubleTile.Padded(Dimension) * width)];
        RowBlocks.Run(Dimension, BlockFeatures, threads, cancellation, (_, start, length) =>
        {
            var buffer = ArrayPool<double>.Shared.Rent(BlockRows * Stride);
            buffer.AsSpan().Clear();
            fixed (double* differences = buffer, right = columns, sums = &products[start * width])
            {
                for (var row = 0; row < Count; row += BlockRows)
                {
                    cancellation.ThrowIfCancellationRequested();
                    var steps = Math.Min(BlockRows, Count - row);
                    for (var i = 0; i < steps; i++)
                        Differences(row + i, start, length, differences + (i * Stride), 1);
                    for (var i = 0; i < length; i += DoubleTile.Rows)
                    {
                        for (var j = 0; j < width; j += DoubleTile.Columns)
                        {
                            DoubleTile.Accumulate(
                                steps, differences + i, 1, Stride, right + ((nint)row * width) + j, width, sums + ((nint)i * width) + j, width);
                        }
                    }
                }
            }
            ArrayPool<double>.Shared.Return(buffer);
        });
        return Rows(products, count, Dimension, width);
    }

    /// <summary>How many of the eigenvalues of <see cref="Gram"/>, the greatest first, are above rounding.</summary>
    public int Rank(ReadOnlySpan<double> ofRows)
    {
        var rank = 0;
        while (rank < ofRows.Length && ofRows[rank] > Nothing * Count * ofRows[0])
            rank++;
        return rank;
    }

    /// <summary>
    /// Directions among the features from those among the rows, Cᵀu/‖Cᵀu‖; past the rank of the rows any that are
    /// orthogonal to these.
    /// </summary>
    /// <param name="ofRows">Eigenvectors of <see cref="Gram"/>, n values each.</param>
    /// <param name="rank">How many of them count.</param>
    /// <param name="count">How many directions are wanted, at least <paramref name="rank"/> and at most d.</param>
    /// <returns>count × d values, orthonormal.</returns>
    public double[] Directions(ReadOnlySpan<double> ofRows, int rank, int count)
    {
        var vectors = new double[checked(count * Dimension)];
        if (rank > 0)
            Combine(rank, ofRows[..(rank * Count)]).CopyTo(vectors, 0);
        // How much of each feature the directions so far take.
        var taken = new double[Dimension];
        for (var k = 0; k < count; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            var vector = vectors.AsSpan(k * Dimension, Dimension);
            if (k >= rank)
            {
                vector.Clear();
                vector[TensorPrimitives.IndexOfMin<double>(taken)] = 1;
            }
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < k; j++)
                {
                    ReadOnlySpan<double> other = vectors.AsSpan(j * Dimension, Dimension);
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(other, (ReadOnlySpan<double>)vector), vector, vector);
                }
                TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
            }
            if (vector[TensorPrimitives.IndexOfMaxMagnitude<double>(vector)] < 0)
                TensorPrimitives.Negate(vector, vector);
            TensorPrimitives.MultiplyAdd(vector, vector, taken, taken);
        }
        return vectors;
    }

    private static (ReadOnlyMemory<float> Rows, ReadOnlyMemory<double> Weights) WithoutAbsent(
        ReadOnlyMemory<float> rows, int dimension, ReadOnlyMemory<double> weights)
    {
        double[] present = [.. weights.ToArray().Where(w => w > 0)];
        var kept = new float[present.Length * dimension];
        var next = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights.Span[i] > 0)
                rows.Span.Slice(i * dimension, dimension).CopyTo(kept.AsSpan(dimension * next++));
        }
        return (kept, present);
    }

    /// <summary>Row i in panels of <see cref="DoubleTile.Columns"/> rows, in each of which the features follow each other.</summary>
    private static double* Panel(double* panels, int i)
        => panels + ((nint)(i / DoubleTile.Columns) * DoubleTile.Columns * BlockFeatures) + (i % DoubleTile.Columns);

    /// <summary>A part of row i of C, its values <paramref name="stride"/> apart.</summary>
    private void Differences(int i, int feature, int features, double* to, nint stride)
    {
        var scale = Math.Sqrt((weights.IsEmpty ? 1 : weights.Span[i]) / total);
        var row = rows.Span.Slice((i * Dimension) + feature, features);
        ReadOnlySpan<double> centre = mean.AsSpan(feature, features);
        for (var j = 0; j < row.Length; j++)
            to[j * stride] = scale * (row[j] - centre[j]);
    }

    /// <summary>Vectors side by side: value j of all of them, then value j + 1.</summary>
    private static double[] Columns(ReadOnlySpan<double> vectors, int count, int size, int width)
    {
        var columns = new double[checked(size * width)];
        for (var k = 0; k < count; k++)
        {
            var vector = vectors.Slice(k * size, size);
            for (var j = 0; j < vector.Length; j++)
                columns[(j * width) + k] = vector[j];
        }
        return columns;
    }

    private static double[] Rows(double[] columns, int count, int size, int width)
    {
        var vectors = new double[checked(count * size)];
        for (var k = 0; k < count; k++)
        {
            var vector = vectors.AsSpan(k * size, size);
            for (var j = 0; j < vector.Length; j++)
                vector[j] = columns[(j * width) + k];
        }
        return vectors;
    }
}
