using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>The factor L of a positive definite matrix A = LLᵀ, lower triangular, in double; matrices are row-major.</summary>
internal static class Cholesky
{
    /// <summary>Replaces the lower triangle of A by L; false where A is not positive definite, as far as double can tell.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; looked at once a row.</exception>
    public static bool TryFactor(Span<double> matrix, int n, CancellationToken cancellation = default)
    {
        for (var i = 0; i < n; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var row = matrix.Slice(i * n, i + 1);
            for (var j = 0; j < i; j++)
                row[j] = (row[j] - TensorPrimitives.Dot<double>(row[..j], matrix.Slice(j * n, j))) / matrix[(j * n) + j];
            var pivot = row[i] - TensorPrimitives.SumOfSquares<double>(row[..i]);
            if (!(pivot > 0) || double.IsInfinity(pivot))
                return false;
            row[i] = Math.Sqrt(pivot);
        }
        return true;
    }

    /// <summary>Replaces b by the solution x of LLᵀx = b.</summary>
    public static void Solve(ReadOnlySpan<double> factor, int n, Span<double> b)
    {
        for (var i = 0; i < n; i++)
            b[i] = (b[i] - TensorPrimitives.Dot(factor.Slice(i * n, i), (ReadOnlySpan<double>)b[..i])) / factor[(i * n) + i];
        for (var i = n - 1; i >= 0; i--)
        {
            b[i] /= factor[(i * n) + i];
            TensorPrimitives.MultiplyAdd(factor.Slice(i * n, i), -b[i], b[..i], b[..i]);
        }
    }

    /// <summary>Writes L⁻¹ transposed: row j holds column j of L⁻¹, which is 0 before its value j.</summary>
    /// <param name="factor">L, n × n values.</param>
    /// <param name="n">The size.</param>
    /// <param name="inverse">Receives n rows, each <paramref name="stride"/> long, with zeros past n.</param>
    /// <param name="stride">At least n.</param>
    /// <param name="cancellation">Looked at once a column.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static void InvertTransposed(ReadOnlySpan<double> factor, int n, Span<double> inverse, int stride, CancellationToken cancellation = default)
    {
        inverse.Clear();
        for (var j = 0; j < n; j++)
        {
            cancellation.ThrowIfCancellationRequested();
            var column = inverse.Slice(j * stride, n);
            column[j] = 1 / factor[(j * n) + j];
            for (var i = j + 1; i < n; i++)
                column[i] = -TensorPrimitives.Dot(factor.Slice((i * n) + j, i - j), (ReadOnlySpan<double>)column[j..i]) / factor[(i * n) + i];
        }
    }
}
