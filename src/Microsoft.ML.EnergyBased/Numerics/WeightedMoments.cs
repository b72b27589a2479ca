using System.Buffers;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Weighted means and scatter matrices of rows, summed in double and from differences, row after row: a row of weight 0
/// is as if it were absent, and the bits do not depend on who computes which strip.
/// </summary>
internal static unsafe class WeightedMoments
{
    /// <summary>Rows of a scatter matrix that are computed together: one part of the work.</summary>
    public const int StripRows = 64;

    private const int RowsAtATime = 128;

    public static int Strips(int dimension) => RowBlocks.Count(dimension, StripRows);

    /// <summary>Σ w y / Σ w over the rows; returns Σ w, and leaves the mean alone where that is 0.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="weights">Empty for 1 each, or one weight a row, at least 0.</param>
    /// <param name="mean">Receives d values.</param>
    public static double Mean(ReadOnlySpan<float> rows, ReadOnlySpan<double> weights, Span<double> mean)
    {
        int dimension = mean.Length;
        int count = rows.Length / dimension;
        double[] sumBuffer = ArrayPool<double>.Shared.Rent(dimension);
        float[] zeroBuffer = ArrayPool<float>.Shared.Rent(dimension);
        Span<double> sums = sumBuffer.AsSpan(0, dimension);
        Span<float> zeros = zeroBuffer.AsSpan(0, dimension);
        sums.Clear();
        zeros.Clear();
        double total = 0;
        for (int i = 0; i < count; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0)
                continue;
            VectorMath.AddScaled(rows.Slice(i * dimension, dimension), zeros, weight, sums);
            total += weight;
        }
        if (total > 0)
        {
            for (int j = 0; j < dimension; j++)
                mean[j] = sums[j] / total;
        }
        ArrayPool<double>.Shared.Return(sumBuffer);
        ArrayPool<float>.Shared.Return(zeroBuffer);
        return total;
    }

    /// <summary>Σ w (y − c)² over the rows, feature by feature.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="weights">Empty for 1 each, or one weight a row, at least 0.</param>
    /// <param name="centre">c, d values.</param>
    /// <param name="sums">Receives d sums.</param>
    public static void Squares(ReadOnlySpan<float> rows, ReadOnlySpan<double> weights, ReadOnlySpan<double> centre, Span<double> sums)
    {
        int dimension = centre.Length;
        sums.Clear();
        for (int i = 0; i < rows.Length / dimension; i++)
        {
            double weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0)
                continue;
            ReadOnlySpan<float> row = rows.Slice(i * dimension, dimension);
            for (int j = 0; j < row.Length; j++)
                sums[j] += weight * (row[j] - centre[j]) * (row[j] - centre[j]);
        }
    }

    /// <summary>Rows <paramref name="strip"/>·64 and on, as far as the diagonal, of Σ w (y − c)(y − c)ᵀ.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="weights">Empty for 1 each, or one weight a row, at least 0.</param>
    /// <param name="centre">c, d values.</param>
    /// <param name="strip">Which of the <see cref="Strips"/>.</param>
    /// <param name="scatter">d × d values, of which the strip's are written; <see cref="Mirror"/> gives the rest.</param>
    public static void Scatter(ReadOnlySpan<float> rows, ReadOnlySpan<double> weights, ReadOnlySpan<double> centre, int strip, Span<double> scatter)
    {
        int dimension = centre.Length;
        int count = rows.Length / dimension;
        int from = strip * StripRows;
        int to = Math.Min(from + StripRows, dimension);
        int stride = DoubleTile.Padded(to);
        double[] differenceBuffer = ArrayPool<double>.Shared.Rent(RowsAtATime * stride);
        double[] sumBuffer = ArrayPool<double>.Shared.Rent(StripRows * stride);
        Span<double> sums = sumBuffer.AsSpan(0, StripRows * stride);
        sums.Clear();
        fixed (double* differences = differenceBuffer, sum = sums)
        {
            int waiting = 0;
            for (int i = 0; i < count; i++)
            {
                double weight = weights.IsEmpty ? 1 : weights[i];
                if (weight == 0)
                    continue;
                Differences(rows.Slice(i * dimension, to), centre, Math.Sqrt(weight), new Span<double>(differences + ((nint)waiting * stride), stride));
                if (++waiting == RowsAtATime)
                {
                    Add(differences, waiting, stride, from, to, sum);
                    waiting = 0;
                }
            }
            Add(differences, waiting, stride, from, to, sum);
        }
        for (int i = from; i < to; i++)
            sums.Slice((i - from) * stride, i + 1).CopyTo(scatter[(i * dimension)..]);
        ArrayPool<double>.Shared.Return(differenceBuffer);
        ArrayPool<double>.Shared.Return(sumBuffer);
    }

    /// <summary>Copies what is below the diagonal of an n × n matrix to what is above it.</summary>
    public static void Mirror(Span<double> matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                matrix[(j * n) + i] = matrix[(i * n) + j];
        }
    }

    private static void Differences(ReadOnlySpan<float> row, ReadOnlySpan<double> centre, double scale, Span<double> differences)
    {
        for (int j = 0; j < row.Length; j++)
            differences[j] = scale * (row[j] - centre[j]);
        differences[row.Length..].Clear();
    }

    private static void Add(double* differences, int count, int stride, int from, int to, double* sums)
    {
        for (int i = from; i < to; i += DoubleTile.Rows)
        {
            for (int j = 0; j < Math.Min(i + DoubleTile.Rows, to); j += DoubleTile.Columns)
                DoubleTile.Accumulate(count, differences + i, 1, stride, differences + j, stride, sums + ((nint)(i - from) * stride) + j, stride);
        }
    }
}
