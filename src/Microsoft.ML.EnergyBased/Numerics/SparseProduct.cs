using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// C = A·B for an A that is mostly zeros, bits above all: terms of zeros are left out. An element of C is the same chain
/// of fused multiply-adds over k as in <see cref="MatrixProduct"/> less those that add nothing, so that both give the
/// same numbers for a finite B, and a caller may choose by speed alone.
/// </summary>
/// <remarks>
/// A piece of B, <see cref="SparseRows.Piece"/> steps of <see cref="GroupWidth"/> columns, is brought together in the
/// nearest cache; then the rows of A go past it, one after the other, each adding the rows of B that its values call.
/// </remarks>
internal static unsafe class SparseProduct
{
    // Above this share of values that are not zero the dense product is faster; for few rows a piece of B is not worth its copy.
    private const double MostDense = 0.5;
    private const int FewestRows = 12;

    private const int PanelsInGroup = 4;

    /// <summary>Columns whose sums are in registers together, and so the stride of a piece of B.</summary>
    public static int GroupWidth(PackedMatrix b) => PanelsInGroup * b.PanelWidth;

    /// <summary>C = A·B, or with a bias each row of C = bias + A·B, on one thread, by whichever product is the faster for this A.</summary>
    /// <param name="a">rows × k values.</param>
    /// <param name="rows">The number of rows of C.</param>
    /// <param name="b">B, k × columns.</param>
    /// <param name="c">rows × columns values.</param>
    /// <param name="bias">Empty, or one value a column.</param>
    public static void Multiply(ReadOnlySpan<float> a, int rows, PackedMatrix b, Span<float> c, ReadOnlySpan<float> bias = default)
    {
        if (rows >= FewestRows && a.Length == (long)rows * b.Depth && c.Length == (long)rows * b.Columns)
        {
            var terms = SparseRows.Take(a, rows, b);
            bool done;
            fixed (float* result = c, offsets = bias)
                done = TryMultiply(terms, b, offsets, result, b.Columns);
            terms.Return();
            if (done)
                return;
        }
        MatrixProduct.Multiply(a, rows, b, c, bias: bias);
    }

    /// <summary>
    /// C = bias + A·B, where the bias may be null for zeros; nothing is written past the last column. Where A has too few
    /// zeros for this to pay, nothing is done, and false is returned.
    /// </summary>
    public static bool TryMultiply(SparseRows a, PackedMatrix b, float* bias, float* c, nint columnStride)
    {
        if (a.Depth != b.Depth || a.GroupWidth != GroupWidth(b))
            throw new ArgumentException($"Expected rows of {b.Depth} values for groups of {GroupWidth(b)}, got {a.Depth} for {a.GroupWidth}.", nameof(a));
        if (a.Density > MostDense)
            return false;
        if (b.PanelWidth == 2 * Simd512.Lanes)
            Groups<Simd512, Vector512<float>>(a, b, bias, c, columnStride);
        else if (b.PanelWidth == 2 * Simd256.Lanes)
            Groups<Simd256, Vector256<float>>(a, b, bias, c, columnStride);
        else
            Groups<Simd128, Vector128<float>>(a, b, bias, c, columnStride);
        return true;
    }

    private static void Groups<TSimd, TVector>(SparseRows a, PackedMatrix b, float* bias, float* c, nint columnStride)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        const int Alignment = 64;
        var panelWidth = b.PanelWidth;
        var groupWidth = GroupWidth(b);
        var rented = ArrayPool<float>.Shared.Rent((SparseRows.Piece * groupWidth) + (Alignment / sizeof(float)));
        var first = stackalloc float[groupWidth];
        fixed (float* room = rented)
        {
            var piece = (float*)(((nint)room + Alignment - 1) & ~(nint)(Alignment - 1));
            // From the right to the left: what a last panel of fewer columns leaves in the next row is overwritten later.
            var grouped = b.Panels / PanelsInGroup * PanelsInGroup;
            for (var panel = b.Panels; panel > 0;)
            {
                var panels = panel > grouped ? 1 : PanelsInGroup;
                panel -= panels;
                var column = panel * panelWidth;
                var width = Math.Min(panels * panelWidth, b.Columns - column);
                new Span<float>(first, groupWidth).Clear();
                if (bias != null)
                    new ReadOnlySpan<float>(bias + column, width).CopyTo(new Span<float>(first, width));

                // With nothing to sum over, one pass still sets C to its start.
                for (var i = 0; i == 0 || i < a.Pieces; i++)
                {
                    CopyPiece<TSimd, TVector>(b, panel, panels, i * SparseRows.Piece, piece);
                    var over = (panels * panelWidth) - width;
                    var direct = over == 0 ? a.Rows : over <= column && columnStride == b.Columns ? a.Rows - 1 : 0;
                    Rows<TSimd, TVector>(a, i, piece, panels, width, direct, i == 0 ? first : null, c + column, columnStride);
                }
            }
        }
        ArrayPool<float>.Shared.Return(rented);
    }

    /// <summary>Copies a piece of B, which begins at <paramref name="step"/>, from some panels.</summary>
    private static void CopyPiece<TSimd, TVector>(PackedMatrix b, int panel, int panels, int step, float* piece)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var panelWidth = b.PanelWidth;
        var stride = GroupWidth(b);
        var block = step / PackedMatrix.DepthBlock * PackedMatrix.DepthBlock;
        var panelLength = (nint)Math.Min(PackedMatrix.DepthBlock, b.Depth - block) * panelWidth;
        var steps = Math.Min(SparseRows.Piece, b.Depth - step);
        fixed (float* packed = b.Values)
        {
            for (var p = 0; p < panels; p++)
            {
                var from = packed + ((nint)block * b.PaddedColumns) + ((panel + p) * panelLength) + ((nint)(step - block) * panelWidth);
                var to = piece + (p * panelWidth);
                for (var k = 0; k < steps; k++, from += panelWidth, to += stride)
                {
                    TSimd.Store(TSimd.Load(from), to);
                    TSimd.Store(TSimd.Load(from + TSimd.Lanes), to + TSimd.Lanes);
                }
            }
        }
    }

    /// <summary>
    /// All rows of A times one piece. The sums begin at <paramref name="first"/>, or where it is null at what C holds. The
    /// first <paramref name="direct"/> rows may be written past <paramref name="width"/>.
    /// </summary>
    private static void Rows<TSimd, TVector>(SparseRows a, int index, float* piece, int panels, int width, int direct, float* first, float* c, nint columnStride)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var edge = stackalloc float[a.GroupWidth];
        fixed (float* values = a.Values)
        fixed (int* places = a.Places, ends = a.Ends)
        {
            for (var row = 0; row < a.Rows; row++, c += columnStride)
            {
                var end = ends + ((nint)row * a.Pieces) + index;
                var begin = index == 0 ? 0 : end[-1];
                var count = a.Pieces == 0 ? 0 : *end - begin;
                var at = ((nint)row * a.Depth) + begin;
                var start = first != null ? first : c;
                var target = c;
                if (row >= direct)
                {
                    new ReadOnlySpan<float>(start, width).CopyTo(new Span<float>(edge, width));
                    start = target = edge;
                }
                if (panels == PanelsInGroup)
                    Four<TSimd, TVector>(count, places + at, values + at, piece, start, target);
                else
                    One<TSimd, TVector>(count, places + at, values + at, piece, start, target);
                if (row >= direct)
                    new ReadOnlySpan<float>(edge, width).CopyTo(new Span<float>(c, width));
            }
        }
    }

    // One row times four panels: eight sums in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<TSimd, TVector>(nint count, int* places, float* values, float* b, float* start, float* c)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector s0 = TSimd.Load(start), s1 = TSimd.Load(start + TSimd.Lanes);
        TVector s2 = TSimd.Load(start + (2 * TSimd.Lanes)), s3 = TSimd.Load(start + (3 * TSimd.Lanes));
        TVector s4 = TSimd.Load(start + (4 * TSimd.Lanes)), s5 = TSimd.Load(start + (5 * TSimd.Lanes));
        TVector s6 = TSimd.Load(start + (6 * TSimd.Lanes)), s7 = TSimd.Load(start + (7 * TSimd.Lanes));
        for (nint i = 0; i < count; i++)
        {
            var value = TSimd.Broadcast(values[i]);
            nint place = places[i];
            s0 = TSimd.MultiplyAdd(value, TSimd.Load(b + place), s0);
            s1 = TSimd.MultiplyAdd(value, TSimd.Load(b + place + TSimd.Lanes), s1);
            s2 = TSimd.MultiplyAdd(value, TSimd.Load(b + place + (2 * TSimd.Lanes)), s2);
            s3 = TSimd.MultiplyAdd(value, TSimd.Load(b + place + (3 * TSimd.Lanes)), s3);
            s4 = TSimd.MultiplyAdd(value, TSimd.Load(b + place + (4 * TSimd.Lanes)), s4);
            s5 = TSimd.MultiplyAdd(value, TSimd.Load(b + place + (5 * TSimd.Lanes)), s5);
            s6 = TSimd.MultiplyAdd(value, TSimd.Load(b + place + (6 * TSimd.Lanes)), s6);
            s7 = TSimd.MultiplyAdd(value, TSimd.Load(b + place + (7 * TSimd.Lanes)), s7);
        }
        TSimd.Store(s0, c);
        TSimd.Store(s1, c + TSimd.Lanes);
        TSimd.Store(s2, c + (2 * TSimd.Lanes));
        TSimd.Store(s3, c + (3 * TSimd.Lanes));
        TSimd.Store(s4, c + (4 * TSimd.Lanes));
        TSimd.Store(s5, c + (5 * TSimd.Lanes));
        TSimd.Store(s6, c + (6 * TSimd.Lanes));
        TSimd.Store(s7, c + (7 * TSimd.Lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TSimd, TVector>(nint count, int* places, float* values, float* b, float* start, float* c)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        TVector s0 = TSimd.Load(start), s1 = TSimd.Load(start + TSimd.Lanes);
        for (nint i = 0; i < count; i++)
        {
            var value = TSimd.Broadcast(values[i]);
            nint place = places[i];
            s0 = TSimd.MultiplyAdd(value, TSimd.Load(b + place), s0);
            s1 = TSimd.MultiplyAdd(value, TSimd.Load(b + place + TSimd.Lanes), s1);
        }
        TSimd.Store(s0, c);
        TSimd.Store(s1, c + TSimd.Lanes);
    }
}
