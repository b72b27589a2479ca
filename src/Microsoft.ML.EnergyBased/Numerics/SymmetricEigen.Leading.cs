using System.Buffers;
using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Numerics;

// Some of the eigenvalues: of the tridiagonal matrix they are counted and bisected, their vectors come from inverse
// iteration, and the reflections bring those back. What takes most of a whole decomposition, to gather the reflections
// and the rotations of all n vectors, is left out.
internal static partial class SymmetricEigen
{
    // Each step multiplies what is wanted by at least 1/(n·ε) where an eigenvalue stands apart; the rest is for those that do not.
    private const int InverseSteps = 4;

    private const double Huge = 1e140;

    /// <summary>The greatest eigenvalues of a symmetric matrix with their unit vectors, one a row, in falling order.</summary>
    /// <remarks>
    /// To the rounding of double, like <see cref="Decompose"/>, and with its signs. Of an eigenvalue that comes several
    /// times, any orthonormal vectors of its space are given. Source: Golub and Van Loan, "Matrix Computations", 4th
    /// edition, sections 8.4.1 and 8.4.2.
    /// </remarks>
    /// <param name="matrix">n × n values, all finite; overwritten.</param>
    /// <param name="values">Receives 1 to n eigenvalues.</param>
    /// <param name="vectors">Receives n values for each of them.</param>
    /// <param name="cancellation">Looked at on the way.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Leading(Span<double> matrix, Span<double> values, Span<double> vectors, CancellationToken cancellation = default)
    {
        var n = vectors.Length / values.Length;
        CheckSize(matrix.Length, n);
        var buffer = ArrayPool<double>.Shared.Rent(9 * n);
        var diagonal = buffer.AsSpan(0, n);
        var beside = buffer.AsSpan(n, n);
        var scales = buffer.AsSpan(2 * n, n);
        try
        {
            Tridiagonalize(matrix, diagonal, beside, scales, buffer.AsSpan(3 * n, 2 * n), cancellation);
            Bisect(diagonal, beside, values);
            for (var k = 0; k < values.Length; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                InverseIterate(diagonal, beside, values[k], vectors, k, buffer.AsSpan(3 * n, 6 * n));
            }
            // v = H_0 ··· H_{n−3} u.
            for (var k = n - 3; k >= 0; k--)
            {
                cancellation.ThrowIfCancellationRequested();
                ReadOnlySpan<double> reflection = matrix.Slice((k * n) + k + 1, n - k - 1);
                for (var i = 0; i < values.Length && scales[k] != 0; i++)
                {
                    var part = vectors.Slice((i * n) + k + 1, n - k - 1);
                    TensorPrimitives.MultiplyAdd(reflection, -scales[k] * TensorPrimitives.Dot(reflection, (ReadOnlySpan<double>)part), part, part);
                }
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
        for (var k = 0; k < values.Length; k++)
            FixSign(vectors.Slice(k * n, n));
    }

    /// <summary>Finds the greatest eigenvalues of a tridiagonal matrix, in falling order.</summary>
    private static void Bisect(ReadOnlySpan<double> diagonal, ReadOnlySpan<double> beside, Span<double> values)
    {
        // Gershgorin: all lie between these.
        double lowest = double.PositiveInfinity, highest = double.NegativeInfinity;
        for (var i = 0; i < diagonal.Length; i++)
        {
            var radius = (i > 0 ? Math.Abs(beside[i - 1]) : 0) + (i < diagonal.Length - 1 ? Math.Abs(beside[i]) : 0);
            lowest = Math.Min(lowest, diagonal[i] - radius);
            highest = Math.Max(highest, diagonal[i] + radius);
        }
        // What counts are right to.
        var margin = (2 * Epsilon * Math.Max(Math.Abs(lowest), Math.Abs(highest))) + SmallestNormal;
        lowest -= margin;
        highest += margin;
        for (var k = 0; k < values.Length; k++)
        {
            // More than k eigenvalues are above low, and at most k above high.
            double low = lowest, high = k == 0 ? highest : Math.Min(highest, values[k - 1] + margin);
            while (high - low > margin / 4)
            {
                var middle = low + ((high - low) / 2);
                if (middle <= low || middle >= high)
                    break;
                if (CountAbove(diagonal, beside, middle) > k)
                    low = middle;
                else
                    high = middle;
            }
            values[k] = low + ((high - low) / 2);
        }
    }

    /// <summary>How many eigenvalues are greater than <paramref name="x"/>: the positive pivots of T − xI.</summary>
    private static int CountAbove(ReadOnlySpan<double> diagonal, ReadOnlySpan<double> beside, double x)
    {
        var count = 0;
        double pivot = 1;
        for (var i = 0; i < diagonal.Length; i++)
        {
            var before = i == 0 ? 0 : beside[i - 1];
            // As (b/p)·b: b² may be beyond double where the quotient is not.
            pivot = diagonal[i] - x - (before / pivot * before);
            if (Math.Abs(pivot) < SmallestNormal)
                pivot = -SmallestNormal;
            if (pivot > 0)
                count++;
        }
        return count;
    }

    /// <summary>The unit vector number <paramref name="k"/> of T, orthogonal to those before it.</summary>
    private static void InverseIterate(
        ReadOnlySpan<double> diagonal, ReadOnlySpan<double> beside, double value, Span<double> vectors, int k, Span<double> buffer)
    {
        var n = diagonal.Length;
        var vector = vectors.Slice(k * n, n);
        new RandomStream(0, RandomPurpose.EigenvectorStart, (uint)k).FillUniform(vector);
        TensorPrimitives.Subtract(vector, 0.5, vector);
        Span<double> pivots = buffer[..n], upper = buffer.Slice(n, n), second = buffer.Slice(2 * n, n), factors = buffer.Slice(3 * n, n), swaps = buffer.Slice(4 * n, n);
        Factor(diagonal, beside, value, pivots, upper, second, factors, swaps);
        for (var step = 0; step < InverseSteps; step++)
        {
            Orthogonalize(vectors[..(k * n)], vector);
            Solve(pivots, upper, second, factors, swaps, vector);
        }
        Orthogonalize(vectors[..(k * n)], vector);
    }

    /// <summary>Takes the parts along unit vectors out of a vector, twice, and makes its length 1.</summary>
    private static void Orthogonalize(ReadOnlySpan<double> vectors, Span<double> vector)
    {
        for (var pass = 0; pass < 2; pass++)
        {
            // By its greatest value first: what inverse iteration gives is as long as the inverse of a rounding error.
            TensorPrimitives.Divide(vector, Math.Abs(TensorPrimitives.MaxMagnitude<double>(vector)), vector);
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
            for (var start = 0; start < vectors.Length; start += vector.Length)
            {
                var other = vectors.Slice(start, vector.Length);
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot(other, (ReadOnlySpan<double>)vector), vector, vector);
            }
        }
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<double>(vector), vector);
    }

    /// <summary>T − λI = PLU by Gauss with row exchanges; a vanishing pivot becomes a rounding error of the greatest value.</summary>
    private static void Factor(
        ReadOnlySpan<double> diagonal, ReadOnlySpan<double> beside, double value,
        Span<double> pivots, Span<double> upper, Span<double> second, Span<double> factors, Span<double> swaps)
    {
        var n = diagonal.Length;
        var greatest = Math.Max(Math.Abs(TensorPrimitives.MaxMagnitude(diagonal)), n > 1 ? Math.Abs(TensorPrimitives.MaxMagnitude(beside[..(n - 1)])) : 0);
        var least = greatest > 0 ? (Epsilon * greatest) + SmallestNormal : 1;
        // The row that is being eliminated: its value on the diagonal and right of it.
        var pivot = diagonal[0] - value;
        var right = n > 1 ? beside[0] : 0;
        for (var i = 0; i < n; i++)
        {
            var below = i < n - 1 ? beside[i] : 0;
            if (i == n - 1)
            {
                pivots[i] = Math.Abs(pivot) < least ? least : pivot;
                upper[i] = second[i] = factors[i] = swaps[i] = 0;
                break;
            }
            var nextDiagonal = diagonal[i + 1] - value;
            var nextRight = i < n - 2 ? beside[i + 1] : 0;
            if (Math.Abs(below) > Math.Abs(pivot))
            {
                // The next row goes first: (below, nextDiagonal, nextRight).
                var factor = pivot / below;
                (pivots[i], upper[i], second[i], factors[i], swaps[i]) = (below, nextDiagonal, nextRight, factor, 1);
                pivot = right - (factor * nextDiagonal);
                right = -factor * nextRight;
            }
            else
            {
                var own = Math.Abs(pivot) < least ? least : pivot;
                var factor = below / own;
                (pivots[i], upper[i], second[i], factors[i], swaps[i]) = (own, right, 0, factor, 0);
                pivot = nextDiagonal - (factor * right);
                right = nextRight;
            }
        }
    }

    private static void Solve(
        ReadOnlySpan<double> pivots, ReadOnlySpan<double> upper, ReadOnlySpan<double> second, ReadOnlySpan<double> factors, ReadOnlySpan<double> swaps,
        Span<double> b)
    {
        var n = b.Length;
        for (var i = 0; i < n - 1; i++)
        {
            if (swaps[i] != 0)
                (b[i], b[i + 1]) = (b[i + 1], b[i]);
            b[i + 1] -= factors[i] * b[i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            var sum = b[i];
            if (i < n - 1)
                sum -= upper[i] * b[i + 1];
            if (i < n - 2)
                sum -= second[i] * b[i + 2];
            b[i] = sum / pivots[i];
            // Its length has no meaning.
            if (Math.Abs(b[i]) > Huge)
                TensorPrimitives.Divide(b, Huge, b);
        }
    }
}
