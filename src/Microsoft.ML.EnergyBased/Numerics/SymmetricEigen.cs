using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>Eigenvalues and eigenvectors of a symmetric matrix, in double.</summary>
/// <remarks>
/// Householder reflections make it tridiagonal, and implicit QR steps with Wilkinson's shift make that diagonal: Golub
/// and Van Loan, "Matrix Computations", 4th edition, algorithms 8.3.1 to 8.3.3. Eigenvectors are kept as rows, so that
/// reflections and rotations run along memory. A token is looked at once a column and once a step, each O(n²).
/// </remarks>
internal static partial class SymmetricEigen
{
    private const int MostStepsPerValue = 60;
    private const int PatientSteps = 30;
    private const double Epsilon = 2.220446049250313e-16;
    private const double SmallestNormal = 2.2250738585072014e-308;

    /// <summary>Replaces a symmetric matrix by its unit eigenvectors, one a row, in falling order of eigenvalue.</summary>
    /// <remarks>The sign of each eigenvector is that which makes its value of greatest magnitude (the first of them) positive.</remarks>
    /// <param name="matrix">n × n values, all finite; receives the eigenvectors.</param>
    /// <param name="values">Receives the n eigenvalues, in falling order.</param>
    /// <param name="cancellation">Looked at on the way; then the matrix is neither itself nor its eigenvectors.</param>
    /// <exception cref="InvalidOperationException">The iteration did not end; with finite values it does.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void Decompose(Span<double> matrix, Span<double> values, CancellationToken cancellation = default)
    {
        var n = values.Length;
        CheckSize(matrix.Length, n);
        var buffer = ArrayPool<double>.Shared.Rent(4 * n);
        var beside = buffer.AsSpan(0, n);
        var scales = buffer.AsSpan(n, n);
        try
        {
            Tridiagonalize(matrix, values, beside, scales, buffer.AsSpan(2 * n, 2 * n), cancellation);
            Accumulate(matrix, scales, buffer.AsSpan(2 * n, n), cancellation);
            Diagonalize(matrix, values, beside, cancellation);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(buffer);
        }
        Sort(matrix, values);
        for (var i = 0; i < n; i++)
            FixSign(matrix.Slice(i * n, n));
    }

    private static void CheckSize(int length, int n)
    {
        if (length != (long)n * n)
            throw new ArgumentException($"Expected {(long)n * n} values ({n} × {n}), got {length}.", "matrix");
    }

    private static void FixSign(Span<double> vector)
    {
        if (vector[TensorPrimitives.IndexOfMaxMagnitude<double>(vector)] < 0)
            TensorPrimitives.Negate(vector, vector);
    }

    /// <summary>A = QTQᵀ: T's diagonals are given, and row k of A keeps, right of its diagonal, the reflection H_k of Q = H_0 ··· H_{n−3}.</summary>
    /// <remarks>
    /// A ← A − v·qᵀ − q·vᵀ on the square that is left waits until the next reflection is known: then a row is brought up to
    /// date and multiplied with it in one pass over memory.
    /// </remarks>
    /// <param name="a">n × n values.</param>
    /// <param name="diagonal">Receives T's diagonal.</param>
    /// <param name="beside">Receives what is beside it.</param>
    /// <param name="scales">Receives s of each reflection I − s·vvᵀ.</param>
    /// <param name="buffer">Room for 2n values.</param>
    /// <param name="cancellation">Looked at once a column.</param>
    private static void Tridiagonalize(
        Span<double> a, Span<double> diagonal, Span<double> beside, Span<double> scales, Span<double> buffer, CancellationToken cancellation)
    {
        var n = diagonal.Length;
        beside.Clear();
        scales.Clear();
        // Of the reflection before, from its second value on; empty where nothing waits.
        ReadOnlySpan<double> vBefore = default;
        ReadOnlySpan<double> qBefore = default;
        for (var k = 0; k < n - 2; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            Update(a.Slice((k * n) + k, n - k), vBefore, qBefore, 0);
            // The reflection I − s·vvᵀ that leaves of row k, right of its diagonal, the first value alone. v stays in that row.
            var v = a.Slice((k * n) + k + 1, n - k - 1);
            var greatest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(v));
            var rest = greatest == 0 ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude<double>(v[1..]));
            if (rest == 0)
            {
                beside[k] = v[0];
                for (var i = 1; i < n - k; i++)
                    Update(a.Slice(((k + i) * n) + k, n - k), vBefore, qBefore, i);
                vBefore = qBefore = default;
                continue;
            }
            TensorPrimitives.Divide(v, greatest, v);
            var length = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(v));
            var image = v[0] > 0 ? -length : length;
            beside[k] = image * greatest;
            v[0] -= image;
            scales[k] = 2 / TensorPrimitives.SumOfSquares<double>(v);

            // p = sAv and q = p − ½s(pᵀv)v.
            var q = buffer.Slice(k % 2 * n, v.Length);
            for (var i = 0; i < q.Length; i++)
            {
                var row = a.Slice(((k + 1 + i) * n) + k, n - k);
                Update(row, vBefore, qBefore, i + 1);
                q[i] = scales[k] * TensorPrimitives.Dot(row[1..], (ReadOnlySpan<double>)v);
            }
            TensorPrimitives.MultiplyAdd(v, -0.5 * scales[k] * TensorPrimitives.Dot<double>(q, v), q, q);
            vBefore = v;
            qBefore = q;
        }
        for (var i = Math.Max(n - 2, 0); i < n; i++)
            Update(a.Slice((i * n) + Math.Max(n - 2, 0), Math.Min(n, 2)), vBefore, qBefore, i - Math.Max(n - 2, 0));
        if (n > 1)
            beside[n - 2] = a[((n - 2) * n) + n - 1];
        for (var i = 0; i < n; i++)
            diagonal[i] = a[(i * n) + i];
    }

    /// <summary>Takes v_i·q + q_i·v off a row that begins where they do.</summary>
    private static void Update(Span<double> row, ReadOnlySpan<double> v, ReadOnlySpan<double> q, int i)
    {
        if (v.IsEmpty)
            return;
        TensorPrimitives.MultiplyAdd(q, -v[i], row, row);
        TensorPrimitives.MultiplyAdd(v, -q[i], row, row);
    }

    /// <summary>Replaces the reflections that <see cref="Tridiagonalize"/> left by Qᵀ = H_{n−3} ··· H_0.</summary>
    private static void Accumulate(Span<double> a, ReadOnlySpan<double> scales, Span<double> product, CancellationToken cancellation)
    {
        // From the last on, in place: row k holds v until the square that is right of it is done.
        var n = scales.Length;
        for (var k = n - 1; k >= 0; k--)
        {
            cancellation.ThrowIfCancellationRequested();
            var v = product[..(n - k - 1)];
            a.Slice((k * n) + k + 1, v.Length).CopyTo(v);
            a.Slice((k * n) + k, n - k).Clear();
            a[(k * n) + k] = 1;
            for (var i = k + 1; i < n; i++)
            {
                a[(i * n) + k] = 0;
                if (scales[k] == 0)
                    continue;
                var row = a.Slice((i * n) + k + 1, v.Length);
                TensorPrimitives.MultiplyAdd(v, -scales[k] * TensorPrimitives.Dot<double>(row, v), row, row);
            }
        }
    }

    private static void Diagonalize(Span<double> vectors, Span<double> diagonal, Span<double> beside, CancellationToken cancellation)
    {
        // What is beside the diagonal is held against its neighbours, so that small eigenvalues keep their digits. Among
        // many that are rounding errors of the greatest this may not end: then it is held against that one.
        var greatest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(diagonal));
        var steps = 0;
        for (var last = diagonal.Length - 1; last > 0;)
        {
            // The block [first, last] has no vanishing value beside its diagonal.
            var first = last;
            var floor = SmallestNormal + (steps < PatientSteps ? 0 : Epsilon * greatest);
            while (first > 0 && !Vanishes(diagonal, beside, first - 1, floor))
                first--;
            if (first == last)
            {
                last--;
                steps = 0;
                continue;
            }
            if (steps++ == MostStepsPerValue)
                throw new InvalidOperationException($"An eigenvalue was not found within {MostStepsPerValue} steps.");
            cancellation.ThrowIfCancellationRequested();
            Step(vectors, diagonal, beside, first, last);
        }
    }

    private static bool Vanishes(ReadOnlySpan<double> diagonal, Span<double> beside, int k, double floor)
    {
        if (Math.Abs(beside[k]) > (Epsilon * (Math.Abs(diagonal[k]) + Math.Abs(diagonal[k + 1]))) + floor)
            return false;
        beside[k] = 0;
        return true;
    }

    /// <summary>One implicit QR step on the block [first, last].</summary>
    private static void Step(Span<double> vectors, Span<double> diagonal, Span<double> beside, int first, int last)
    {
        var n = diagonal.Length;
        var half = (diagonal[last - 1] - diagonal[last]) / 2;
        var corner = beside[last - 1];
        var root = double.Hypot(half, corner);
        var shift = diagonal[last] - (corner / (half + (half >= 0 ? root : -root)) * corner);

        var x = diagonal[first] - shift;
        var bulge = beside[first];
        for (var k = first; k < last; k++)
        {
            var length = double.Hypot(x, bulge);
            var cosine = length == 0 ? 1 : x / length;
            var sine = length == 0 ? 0 : bulge / length;
            if (k > first)
                beside[k - 1] = length;

            double upper = diagonal[k], lower = diagonal[k + 1], between = beside[k];
            diagonal[k] = (cosine * cosine * upper) + (2 * cosine * sine * between) + (sine * sine * lower);
            diagonal[k + 1] = (sine * sine * upper) - (2 * cosine * sine * between) + (cosine * cosine * lower);
            beside[k] = (((cosine * cosine) - (sine * sine)) * between) + (cosine * sine * (lower - upper));
            x = beside[k];
            if (k < last - 1)
            {
                bulge = sine * beside[k + 1];
                beside[k + 1] *= cosine;
            }
            Rotate(vectors.Slice(k * n, n), vectors.Slice((k + 1) * n, n), cosine, sine);
        }
    }

    private static void Rotate(Span<double> upper, Span<double> lower, double cosine, double sine)
    {
        var width = Vector<double>.Count;
        var i = 0;
        for (; i <= upper.Length - width; i += width)
        {
            var u = new Vector<double>(upper[i..]);
            var l = new Vector<double>(lower[i..]);
            ((u * cosine) + (l * sine)).CopyTo(upper[i..]);
            ((l * cosine) - (u * sine)).CopyTo(lower[i..]);
        }
        for (; i < upper.Length; i++)
        {
            double u = upper[i], l = lower[i];
            upper[i] = (u * cosine) + (l * sine);
            lower[i] = (l * cosine) - (u * sine);
        }
    }

    private static void Sort(Span<double> vectors, Span<double> values)
    {
        var n = values.Length;
        for (var i = 0; i < n - 1; i++)
        {
            var greatest = i + TensorPrimitives.IndexOfMax<double>(values[i..]);
            if (greatest == i)
                continue;
            (values[i], values[greatest]) = (values[greatest], values[i]);
            for (var j = 0; j < n; j++)
                (vectors[(i * n) + j], vectors[(greatest * n) + j]) = (vectors[(greatest * n) + j], vectors[(i * n) + j]);
        }
    }
}
