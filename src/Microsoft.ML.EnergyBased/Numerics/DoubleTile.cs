using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The inner part of matrix products in double, for likelihoods and covariances, where Single is not enough: a tile of
/// C = C + Aᵀ·B that stays in registers. Each of its values is one chain of multiply-adds over k.
/// </summary>
internal static unsafe class DoubleTile
{
    public const int Rows = 4;

    public const int Columns = 8;

    /// <summary>Rounds up to whole tiles, in both directions.</summary>
    public static int Padded(int size) => (size + Columns - 1) / Columns * Columns;

    /// <summary>c[i, j] += Σ_k a[i, k]·b[k, j] for 4 × 8 values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Accumulate(int steps, double* a, nint rowStride, nint stepStride, double* b, nint bStride, double* c, nint cStride)
    {
        double* c1 = c + cStride, c2 = c1 + cStride, c3 = c2 + cStride;
        Vector256<double> c00 = Vector256.Load(c), c01 = Vector256.Load(c + 4);
        Vector256<double> c10 = Vector256.Load(c1), c11 = Vector256.Load(c1 + 4);
        Vector256<double> c20 = Vector256.Load(c2), c21 = Vector256.Load(c2 + 4);
        Vector256<double> c30 = Vector256.Load(c3), c31 = Vector256.Load(c3 + 4);
        for (var step = 0; step < steps; step++, a += stepStride, b += bStride)
        {
            Vector256<double> left = Vector256.Load(b), right = Vector256.Load(b + 4);
            var factor = Vector256.Create(a[0]);
            c00 = Vector256.MultiplyAddEstimate(factor, left, c00);
            c01 = Vector256.MultiplyAddEstimate(factor, right, c01);
            factor = Vector256.Create(a[rowStride]);
            c10 = Vector256.MultiplyAddEstimate(factor, left, c10);
            c11 = Vector256.MultiplyAddEstimate(factor, right, c11);
            factor = Vector256.Create(a[2 * rowStride]);
            c20 = Vector256.MultiplyAddEstimate(factor, left, c20);
            c21 = Vector256.MultiplyAddEstimate(factor, right, c21);
            factor = Vector256.Create(a[3 * rowStride]);
            c30 = Vector256.MultiplyAddEstimate(factor, left, c30);
            c31 = Vector256.MultiplyAddEstimate(factor, right, c31);
        }
        c00.Store(c);
        c01.Store(c + 4);
        c10.Store(c1);
        c11.Store(c1 + 4);
        c20.Store(c2);
        c21.Store(c2 + 4);
        c30.Store(c3);
        c31.Store(c3 + 4);
    }
}
