namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The inner loops of the matrix product: some rows of A times one panel of B, the sums in registers. Every element
/// of the result is one chain of multiply-adds over k in rising order, whatever the number of rows and the width of
/// the registers: that is what makes one row and a block of rows agree to the bit.
/// </summary>
/// <remarks>
/// Element (row, step) of A is at a[row·rowStride + step·stepStride], so that A and Aᵀ are read alike. The sums begin
/// at <c>start</c>: the result so far, a bias (stride 0), or zeros. A register for every sum is worth more than short
/// code: the rows are written out.
/// </remarks>
internal static unsafe class ProductKernel<TSimd, TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : struct
{
    /// <summary>Multiplies <paramref name="rows"/> rows, the most at a time first.</summary>
    public static void Run(nint rows, nint depth, float* a, nint rowStride, nint stepStride, float* b, float* start, nint startStride, float* c, nint columnStride)
    {
        // 12 × 2 sums need 27 registers, which 512-bit machines have; the others have 16.
        if (TSimd.Lanes == 16)
        {
            for (; rows >= 12; rows -= 12, a += 12 * rowStride, start += 12 * startStride, c += 12 * columnStride)
                Rows12(depth, a, rowStride, stepStride, b, start, startStride, c, columnStride);
        }
        for (; rows >= 6; rows -= 6, a += 6 * rowStride, start += 6 * startStride, c += 6 * columnStride)
            Rows6(depth, a, rowStride, stepStride, b, start, startStride, c, columnStride);
        for (; rows >= 3; rows -= 3, a += 3 * rowStride, start += 3 * startStride, c += 3 * columnStride)
            Rows3(depth, a, rowStride, stepStride, b, start, startStride, c, columnStride);
        for (; rows >= 1; rows--, a += rowStride, start += startStride, c += columnStride)
            Rows1(depth, a, rowStride, stepStride, b, start, startStride, c, columnStride);
    }

    private static void Rows12(nint depth, float* a, nint rowStride, nint stepStride, float* b, float* start, nint startStride, float* c, nint columnStride)
    {
        TVector s0 = TSimd.Load(start), t0 = TSimd.Load(start + TSimd.Lanes);
        TVector s1 = TSimd.Load(start + startStride), t1 = TSimd.Load(start + startStride + TSimd.Lanes);
        TVector s2 = TSimd.Load(start + (2 * startStride)), t2 = TSimd.Load(start + (2 * startStride) + TSimd.Lanes);
        TVector s3 = TSimd.Load(start + (3 * startStride)), t3 = TSimd.Load(start + (3 * startStride) + TSimd.Lanes);
        TVector s4 = TSimd.Load(start + (4 * startStride)), t4 = TSimd.Load(start + (4 * startStride) + TSimd.Lanes);
        TVector s5 = TSimd.Load(start + (5 * startStride)), t5 = TSimd.Load(start + (5 * startStride) + TSimd.Lanes);
        TVector s6 = TSimd.Load(start + (6 * startStride)), t6 = TSimd.Load(start + (6 * startStride) + TSimd.Lanes);
        TVector s7 = TSimd.Load(start + (7 * startStride)), t7 = TSimd.Load(start + (7 * startStride) + TSimd.Lanes);
        TVector s8 = TSimd.Load(start + (8 * startStride)), t8 = TSimd.Load(start + (8 * startStride) + TSimd.Lanes);
        TVector s9 = TSimd.Load(start + (9 * startStride)), t9 = TSimd.Load(start + (9 * startStride) + TSimd.Lanes);
        TVector s10 = TSimd.Load(start + (10 * startStride)), t10 = TSimd.Load(start + (10 * startStride) + TSimd.Lanes);
        TVector s11 = TSimd.Load(start + (11 * startStride)), t11 = TSimd.Load(start + (11 * startStride) + TSimd.Lanes);
        var a3 = a + (3 * rowStride);
        var a6 = a + (6 * rowStride);
        var a9 = a + (9 * rowStride);
        for (nint step = 0; step < depth; step++)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + TSimd.Lanes);
            var value = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(value, left, s0);
            t0 = TSimd.MultiplyAdd(value, right, t0);
            value = TSimd.Broadcast(a[rowStride]);
            s1 = TSimd.MultiplyAdd(value, left, s1);
            t1 = TSimd.MultiplyAdd(value, right, t1);
            value = TSimd.Broadcast(a[2 * rowStride]);
            s2 = TSimd.MultiplyAdd(value, left, s2);
            t2 = TSimd.MultiplyAdd(value, right, t2);
            value = TSimd.Broadcast(*a3);
            s3 = TSimd.MultiplyAdd(value, left, s3);
            t3 = TSimd.MultiplyAdd(value, right, t3);
            value = TSimd.Broadcast(a3[rowStride]);
            s4 = TSimd.MultiplyAdd(value, left, s4);
            t4 = TSimd.MultiplyAdd(value, right, t4);
            value = TSimd.Broadcast(a3[2 * rowStride]);
            s5 = TSimd.MultiplyAdd(value, left, s5);
            t5 = TSimd.MultiplyAdd(value, right, t5);
            value = TSimd.Broadcast(*a6);
            s6 = TSimd.MultiplyAdd(value, left, s6);
            t6 = TSimd.MultiplyAdd(value, right, t6);
            value = TSimd.Broadcast(a6[rowStride]);
            s7 = TSimd.MultiplyAdd(value, left, s7);
            t7 = TSimd.MultiplyAdd(value, right, t7);
            value = TSimd.Broadcast(a6[2 * rowStride]);
            s8 = TSimd.MultiplyAdd(value, left, s8);
            t8 = TSimd.MultiplyAdd(value, right, t8);
            value = TSimd.Broadcast(*a9);
            s9 = TSimd.MultiplyAdd(value, left, s9);
            t9 = TSimd.MultiplyAdd(value, right, t9);
            value = TSimd.Broadcast(a9[rowStride]);
            s10 = TSimd.MultiplyAdd(value, left, s10);
            t10 = TSimd.MultiplyAdd(value, right, t10);
            value = TSimd.Broadcast(a9[2 * rowStride]);
            s11 = TSimd.MultiplyAdd(value, left, s11);
            t11 = TSimd.MultiplyAdd(value, right, t11);
            a += stepStride;
            a3 += stepStride;
            a6 += stepStride;
            a9 += stepStride;
            b += 2 * TSimd.Lanes;
        }
        TSimd.Store(s0, c);
        TSimd.Store(t0, c + TSimd.Lanes);
        TSimd.Store(s1, c + columnStride);
        TSimd.Store(t1, c + columnStride + TSimd.Lanes);
        TSimd.Store(s2, c + (2 * columnStride));
        TSimd.Store(t2, c + (2 * columnStride) + TSimd.Lanes);
        TSimd.Store(s3, c + (3 * columnStride));
        TSimd.Store(t3, c + (3 * columnStride) + TSimd.Lanes);
        TSimd.Store(s4, c + (4 * columnStride));
        TSimd.Store(t4, c + (4 * columnStride) + TSimd.Lanes);
        TSimd.Store(s5, c + (5 * columnStride));
        TSimd.Store(t5, c + (5 * columnStride) + TSimd.Lanes);
        TSimd.Store(s6, c + (6 * columnStride));
        TSimd.Store(t6, c + (6 * columnStride) + TSimd.Lanes);
        TSimd.Store(s7, c + (7 * columnStride));
        TSimd.Store(t7, c + (7 * columnStride) + TSimd.Lanes);
        TSimd.Store(s8, c + (8 * columnStride));
        TSimd.Store(t8, c + (8 * columnStride) + TSimd.Lanes);
        TSimd.Store(s9, c + (9 * columnStride));
        TSimd.Store(t9, c + (9 * columnStride) + TSimd.Lanes);
        TSimd.Store(s10, c + (10 * columnStride));
        TSimd.Store(t10, c + (10 * columnStride) + TSimd.Lanes);
        TSimd.Store(s11, c + (11 * columnStride));
        TSimd.Store(t11, c + (11 * columnStride) + TSimd.Lanes);
    }

    private static void Rows6(nint depth, float* a, nint rowStride, nint stepStride, float* b, float* start, nint startStride, float* c, nint columnStride)
    {
        TVector s0 = TSimd.Load(start), t0 = TSimd.Load(start + TSimd.Lanes);
        TVector s1 = TSimd.Load(start + startStride), t1 = TSimd.Load(start + startStride + TSimd.Lanes);
        TVector s2 = TSimd.Load(start + (2 * startStride)), t2 = TSimd.Load(start + (2 * startStride) + TSimd.Lanes);
        TVector s3 = TSimd.Load(start + (3 * startStride)), t3 = TSimd.Load(start + (3 * startStride) + TSimd.Lanes);
        TVector s4 = TSimd.Load(start + (4 * startStride)), t4 = TSimd.Load(start + (4 * startStride) + TSimd.Lanes);
        TVector s5 = TSimd.Load(start + (5 * startStride)), t5 = TSimd.Load(start + (5 * startStride) + TSimd.Lanes);
        var a3 = a + (3 * rowStride);
        for (nint step = 0; step < depth; step++)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + TSimd.Lanes);
            var value = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(value, left, s0);
            t0 = TSimd.MultiplyAdd(value, right, t0);
            value = TSimd.Broadcast(a[rowStride]);
            s1 = TSimd.MultiplyAdd(value, left, s1);
            t1 = TSimd.MultiplyAdd(value, right, t1);
            value = TSimd.Broadcast(a[2 * rowStride]);
            s2 = TSimd.MultiplyAdd(value, left, s2);
            t2 = TSimd.MultiplyAdd(value, right, t2);
            value = TSimd.Broadcast(*a3);
            s3 = TSimd.MultiplyAdd(value, left, s3);
            t3 = TSimd.MultiplyAdd(value, right, t3);
            value = TSimd.Broadcast(a3[rowStride]);
            s4 = TSimd.MultiplyAdd(value, left, s4);
            t4 = TSimd.MultiplyAdd(value, right, t4);
            value = TSimd.Broadcast(a3[2 * rowStride]);
            s5 = TSimd.MultiplyAdd(value, left, s5);
            t5 = TSimd.MultiplyAdd(value, right, t5);
            a += stepStride;
            a3 += stepStride;
            b += 2 * TSimd.Lanes;
        }
        TSimd.Store(s0, c);
        TSimd.Store(t0, c + TSimd.Lanes);
        TSimd.Store(s1, c + columnStride);
        TSimd.Store(t1, c + columnStride + TSimd.Lanes);
        TSimd.Store(s2, c + (2 * columnStride));
        TSimd.Store(t2, c + (2 * columnStride) + TSimd.Lanes);
        TSimd.Store(s3, c + (3 * columnStride));
        TSimd.Store(t3, c + (3 * columnStride) + TSimd.Lanes);
        TSimd.Store(s4, c + (4 * columnStride));
        TSimd.Store(t4, c + (4 * columnStride) + TSimd.Lanes);
        TSimd.Store(s5, c + (5 * columnStride));
        TSimd.Store(t5, c + (5 * columnStride) + TSimd.Lanes);
    }

    private static void Rows3(nint depth, float* a, nint rowStride, nint stepStride, float* b, float* start, nint startStride, float* c, nint columnStride)
    {
        TVector s0 = TSimd.Load(start), t0 = TSimd.Load(start + TSimd.Lanes);
        TVector s1 = TSimd.Load(start + startStride), t1 = TSimd.Load(start + startStride + TSimd.Lanes);
        TVector s2 = TSimd.Load(start + (2 * startStride)), t2 = TSimd.Load(start + (2 * startStride) + TSimd.Lanes);
        for (nint step = 0; step < depth; step++)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + TSimd.Lanes);
            var value = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(value, left, s0);
            t0 = TSimd.MultiplyAdd(value, right, t0);
            value = TSimd.Broadcast(a[rowStride]);
            s1 = TSimd.MultiplyAdd(value, left, s1);
            t1 = TSimd.MultiplyAdd(value, right, t1);
            value = TSimd.Broadcast(a[2 * rowStride]);
            s2 = TSimd.MultiplyAdd(value, left, s2);
            t2 = TSimd.MultiplyAdd(value, right, t2);
            a += stepStride;
            b += 2 * TSimd.Lanes;
        }
        TSimd.Store(s0, c);
        TSimd.Store(t0, c + TSimd.Lanes);
        TSimd.Store(s1, c + columnStride);
        TSimd.Store(t1, c + columnStride + TSimd.Lanes);
        TSimd.Store(s2, c + (2 * columnStride));
        TSimd.Store(t2, c + (2 * columnStride) + TSimd.Lanes);
    }

    private static void Rows1(nint depth, float* a, nint rowStride, nint stepStride, float* b, float* start, nint startStride, float* c, nint columnStride)
    {
        TVector s0 = TSimd.Load(start), t0 = TSimd.Load(start + TSimd.Lanes);
        for (nint step = 0; step < depth; step++)
        {
            TVector left = TSimd.Load(b), right = TSimd.Load(b + TSimd.Lanes);
            var value = TSimd.Broadcast(*a);
            s0 = TSimd.MultiplyAdd(value, left, s0);
            t0 = TSimd.MultiplyAdd(value, right, t0);
            a += stepStride;
            b += 2 * TSimd.Lanes;
        }
        TSimd.Store(s0, c);
        TSimd.Store(t0, c + TSimd.Lanes);
    }
}
