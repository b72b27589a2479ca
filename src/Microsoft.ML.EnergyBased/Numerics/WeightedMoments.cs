using System.Buffers;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Weighted means and scatter matrices of rows, summed in double and from differences, row after row: a row of weight 0
/// is as if it were absent, and the bits do not depend on who computes which strip.
/// </summary>
internal static unsafe class WeightedMoments
{
    /// <summary>Rows of a scatter matrix that are computed together: one part of the work.</summary>
    public const int StripRows = 64;

    private const int PanelRows = 128;

    // Values between two looks at a token: some milliseconds.
    private const int ValuesBetweenLooks = 1 << 20;

    public static int Strips(int dimension) => RowBlocks.Count(dimension, StripRows);

    /// <summary>Σ w y / Σ w over the rows; returns Σ w, and leaves the mean alone where that is 0.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="weights">Empty for 1 each, or one weight a row, at least 0.</param>
    /// <param name="mean">Receives d values.</param>
    /// <param name="cancellation">Looked at on the way.</param>
    public static double Mean(ReadOnlySpan<float> rows, ReadOnlySpan<double> weights, Span<double> mean, CancellationToken cancellation = default)
    {
        var dimension = mean.Length;
        var count = rows.Length / dimension;
        var sumBuffer = ArrayPool<double>.Shared.Rent(dimension);
        var zeroBuffer = ArrayPool<float>.Shared.Rent(dimension);
        var sums = sumBuffer.AsSpan(0, dimension);
        var zeros = zeroBuffer.AsSpan(0, dimension);
        sums.Clear();
        zeros.Clear();
        double total = 0;
        var interval = Interval(dimension);
        for (var i = 0; i < count; i++)
        {
            if (i % interval == 0)
                cancellation.ThrowIfCancellationRequested();
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0)
                continue;
            VectorMath.AddScaled(rows.Slice(i * dimension, dimension), zeros, weight, sums);
            total += weight;
        }
        if (total > 0)
        {
            for (var j = 0; j < dimension; j++)
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
    /// <param name="cancellation">Looked at on the way.</param>
    public static void Squares(
        ReadOnlySpan<float> rows, ReadOnlySpan<double> weights, ReadOnlySpan<double> centre, Span<double> sums, CancellationToken cancellation = default)
    {
        var dimension = centre.Length;
        var interval = Interval(dimension);
        sums.Clear();
        for (var i = 0; i < rows.Length / dimension; i++)
        {
            if (i % interval == 0)
                cancellation.ThrowIfCancellationRequested();
            var weight = weights.IsEmpty ? 1 : weights[i];
            if (weight == 0)
                continue;
            var row = rows.Slice(i * dimension, dimension);
            for (var j = 0; j < row.Length; j++)
                sums[j] += weight * (row[j] - centre[j]) * (row[j] - centre[j]);
        }
    }

    /// <summary>Rows <paramref name="strip"/>·64 and on, as far as the diagonal, of Σ w (y − c)(y − c)ᵀ.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="weights">Empty for 1 each, or one weight a row, at least 0.</param>
    /// <param name="centre">c, d values.</param>
    /// <param name="strip">Which of the <see cref="Strips"/>.</param>
    /// <param name="scatter">d × d values, of which the strip's are written; <see cref="Mirror"/> gives the rest.</param>
    /// <param name="cancellation">Looked at every so many rows.</param>
    public static void Scatter(
        ReadOnlySpan<float> rows, ReadOnlySpan<double> weights, ReadOnlySpan<double> centre, int strip, Span<double> scatter, CancellationToken cancellation = default)
    {
        var dimension = centre.Length;
        var count = rows.Length / dimension;
        var from = strip * StripRows;
        var to = Math.Min(from + StripRows, dimension);
        var width = DoubleTile.Padded(to);
        var differenceBuffer = ArrayPool<double>.Shared.Rent(PanelRows * width);
        var sumBuffer = ArrayPool<double>.Shared.Rent(StripRows * width);
        var sums = sumBuffer.AsSpan(0, StripRows * width);
        sums.Clear();
        fixed (double* differences = differenceBuffer, sum = sums, middle = centre)
        {
            fixed (float* first = rows)
            {
                var waiting = 0;
                for (var i = 0; i < count; i++)
                {
                    var weight = weights.IsEmpty ? 1 : weights[i];
                    if (weight == 0)
                        continue;
                    Differences(first + ((nint)i * dimension), middle, Math.Sqrt(weight), to, differences + (waiting * DoubleTile.Columns));
                    if (++waiting == PanelRows)
                    {
                        cancellation.ThrowIfCancellationRequested();
                        Add(differences, waiting, width, from, to, sum);
                        waiting = 0;
                    }
                }
                Add(differences, waiting, width, from, to, sum);
            }
        }
        for (var i = from; i < to; i++)
            sums.Slice((i - from) * width, i + 1).CopyTo(scatter[(i * dimension)..]);
        ArrayPool<double>.Shared.Return(differenceBuffer);
        ArrayPool<double>.Shared.Return(sumBuffer);
    }

    /// <summary>Copies what is below the diagonal of an n × n matrix to what is above it.</summary>
    public static void Mirror(Span<double> matrix, int n)
    {
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
                matrix[(j * n) + i] = matrix[(i * n) + j];
        }
    }

    private static int Interval(int dimension) => Math.Max(1, ValuesBetweenLooks / dimension);

    /// <summary>Writes s·(y − c) into panels of <see cref="DoubleTile.Columns"/> features, in each of which the rows follow each other.</summary>
    private static void Differences(float* row, double* centre, double scale, int count, double* panels)
    {
        const int PanelSize = PanelRows * DoubleTile.Columns;
        var factor = Vector256.Create(scale);
        var j = 0;
        for (; j <= count - DoubleTile.Columns; j += DoubleTile.Columns, panels += PanelSize)
        {
            (var lower, var upper) = Vector256.Widen(Vector256.Load(row + j));
            Vector256.Store(factor * (lower - Vector256.Load(centre + j)), panels);
            Vector256.Store(factor * (upper - Vector256.Load(centre + j + 4)), panels + 4);
        }
        for (var rest = 0; j < count && rest < DoubleTile.Columns; rest++)
            panels[rest] = j + rest < count ? scale * (row[j + rest] - centre[j + rest]) : 0;
    }

    private static void Add(double* panels, int count, int width, int from, int to, double* sums)
    {
        const int PanelSize = PanelRows * DoubleTile.Columns;
        for (var j = 0; j < to; j += DoubleTile.Columns)
        {
            // As far as the diagonal: a panel stays in the cache while all rows of the strip use it.
            var right = panels + ((nint)(j / DoubleTile.Columns) * PanelSize);
            for (var i = Math.Max(from, j); i < to; i += DoubleTile.Rows)
            {
                var left = panels + ((nint)(i / DoubleTile.Columns) * PanelSize) + (i % DoubleTile.Columns);
                DoubleTile.Accumulate(count, left, 1, DoubleTile.Columns, right, DoubleTile.Columns, sums + ((nint)(i - from) * width) + j, width);
            }
        }
    }
}
