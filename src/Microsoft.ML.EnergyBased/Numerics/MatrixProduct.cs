using System.Buffers;
using System.Runtime.Intrinsics;
namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// C = A·B for row-major float32 matrices, B packed. An element of C is one chain of fused multiply-adds over k, so
/// that it has the same bits in any block of rows and at any number of threads.
/// </summary>
/// <remarks>
/// The blocking is that of Goto and van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34
/// (2008): a panel of B stays in the nearest cache while the rows of A go past it.
/// </remarks>
internal static unsafe class MatrixProduct
{
    private const int RowChunk = 144;

    // One line more than the block, so that rows do not fall into the same sets.
    private const int CopyStride = PackedMatrix.DepthBlock + 16;

    /// <summary>C = A·B, or C = C + A·B, or with a bias each row of C = bias + A·B.</summary>
    /// <param name="a">rows × k values; k × rows where <paramref name="transposed"/>, for Aᵀ·B.</param>
    /// <param name="rows">The number of rows of C.</param>
    /// <param name="b">B, k × columns.</param>
    /// <param name="c">rows × columns values.</param>
    /// <param name="transposed">Whether A is given as its transpose.</param>
    /// <param name="accumulate">Whether the product is added to what C holds.</param>
    /// <param name="bias">Empty, or one value a column.</param>
    /// <param name="threads">The most threads used.</param>
    public static void Multiply(
        ReadOnlySpan<float> a, int rows, PackedMatrix b, Span<float> c,
        bool transposed = false, bool accumulate = false, ReadOnlySpan<float> bias = default, int threads = 1)
    {
        Check(a.Length, rows, b.Depth, nameof(a));
        Check(c.Length, rows, b.Columns, nameof(c));
        if (!bias.IsEmpty && (bias.Length != b.Columns || accumulate))
            throw new ArgumentException(accumulate ? "A bias replaces what C holds." : $"Expected {b.Columns} values, got {bias.Length}.", nameof(bias));
        if (rows == 0 || b.Columns == 0)
            return;

        nint rowStride = transposed ? 1 : b.Depth;
        nint stepStride = transposed ? rows : 1;
        fixed (float* first = a, result = c, offsets = bias)
        {
            if (threads == 1 || rows < 2 * 12)
            {
                Multiply(first, rowStride, stepStride, rows, b, offsets, accumulate, result, b.Columns);
                return;
            }

            MultiplyOnThreads(first, rowStride, stepStride, rows, b, offsets, accumulate, result, threads);
        }
    }

    /// <summary>
    /// C = A·B on one thread, the rows of C being as long as B's padded number of columns: whole panels are written, so that
    /// each row ends in zeros where A is finite.
    /// </summary>
    /// <param name="a">rows × k values.</param>
    /// <param name="rows">The number of rows of C.</param>
    /// <param name="b">B, k × columns.</param>
    /// <param name="c">rows × <see cref="PackedMatrix.PaddedColumns"/> values.</param>
    /// <param name="bias">Empty, or one value a padded column.</param>
    public static void MultiplyPadded(ReadOnlySpan<float> a, int rows, PackedMatrix b, Span<float> c, ReadOnlySpan<float> bias = default)
    {
        Check(a.Length, rows, b.Depth, nameof(a));
        Check(c.Length, rows, b.PaddedColumns, nameof(c));
        if (!bias.IsEmpty)
            Check(bias.Length, 1, b.PaddedColumns, nameof(bias));
        fixed (float* first = a, result = c, offsets = bias)
            Multiply(first, b.Depth, 1, rows, b, offsets, accumulate: false, result, b.PaddedColumns);
    }

    private static void Check(int length, int rows, int width, string name)
    {
        if (length != (long)rows * width)
            throw new ArgumentException($"Expected {(long)rows * width} values ({rows} × {width}), got {length}.", name);
    }

    // A method of its own: what the lambda captures is allocated on entry, also where one thread does all.
    private static void MultiplyOnThreads(
        float* a, nint rowStride, nint stepStride, int rows, PackedMatrix b, float* bias, bool accumulate, float* c, int threads)
    {
        // Pointers cannot be captured as such.
        nint firstAddress = (nint)a, resultAddress = (nint)c, offsetsAddress = (nint)bias;
        var chunk = Math.Clamp((rows + (threads * 4) - 1) / (threads * 4) / 12 * 12, 12, RowChunk);
        RowBlocks.Run(rows, chunk, threads, CancellationToken.None, (_, start, length) =>
            Multiply(
                (float*)firstAddress + (start * rowStride), rowStride, stepStride, length, b,
                (float*)offsetsAddress, accumulate, (float*)resultAddress + ((nint)start * b.Columns), b.Columns));
    }

    /// <summary>
    /// The same on one thread, for any strides. Where <paramref name="columnStride"/> is at least the padded number of
    /// columns, whole panels are written, and <paramref name="bias"/> must have as many values; otherwise neither is
    /// touched past the last column.
    /// </summary>
    public static void Multiply(
        float* a, nint rowStride, nint stepStride, int rows, PackedMatrix b, float* bias, bool accumulate, float* c, nint columnStride)
    {
        if (b.PanelWidth == 2 * Simd512.Lanes)
            Panels<Simd512, Vector512<float>>(a, rowStride, stepStride, rows, b, bias, accumulate, c, columnStride);
        else if (b.PanelWidth == 2 * Simd256.Lanes)
            Panels<Simd256, Vector256<float>>(a, rowStride, stepStride, rows, b, bias, accumulate, c, columnStride);
        else
            Panels<Simd128, Vector128<float>>(a, rowStride, stepStride, rows, b, bias, accumulate, c, columnStride);
    }

    private static void Panels<TSimd, TVector>(
        float* a, nint rowStride, nint stepStride, int rows, PackedMatrix b, float* bias, bool accumulate, float* c, nint columnStride)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var panelWidth = 2 * TSimd.Lanes;
        var padded = columnStride >= b.PaddedColumns;

        // Rows that are far apart fall into the same sets of the cache: where they are read for many panels, they are
        // brought together first.
        var gather = stepStride == 1 && rows >= 6 && b.Depth > PackedMatrix.DepthBlock / 2 && b.PaddedColumns >= 4 * panelWidth;
        var gathered = gather ? ArrayPool<float>.Shared.Rent(Math.Min(rows, RowChunk) * CopyStride) : null;
        var zeros = stackalloc float[panelWidth];
        new Span<float>(zeros, panelWidth).Clear();

        fixed (float* packed = b.Values, copy = gathered)
        {
            for (var chunk = 0; chunk < rows; chunk += RowChunk)
            {
                var length = Math.Min(RowChunk, rows - chunk);

                // With nothing to sum over, one pass still sets C to its start.
                for (var block = 0; block == 0 || block < b.Depth; block += PackedMatrix.DepthBlock)
                {
                    var depth = Math.Min(PackedMatrix.DepthBlock, b.Depth - block);
                    var left = a + (chunk * rowStride) + (block * stepStride);
                    var leftStride = rowStride;
                    if (gather)
                    {
                        for (var row = 0; row < length; row++)
                            new ReadOnlySpan<float>(left + (row * rowStride), depth).CopyTo(new Span<float>(copy + (row * CopyStride), depth));
                        left = copy;
                        leftStride = CopyStride;
                    }

                    var begin = block == 0 && !accumulate;
                    for (var column = 0; column < b.Columns; column += panelWidth)
                    {
                        var panel = packed + ((nint)block * b.PaddedColumns) + ((nint)column * depth);
                        var target = c + (chunk * columnStride) + column;
                        var offsets = bias == null ? zeros : bias + column;
                        if (padded || column + panelWidth <= b.Columns)
                        {
                            ProductKernel<TSimd, TVector>.Run(
                                length, depth, left, leftStride, stepStride, panel, begin ? offsets : target, begin ? 0 : columnStride, target, columnStride);
                        }
                        else
                        {
                            var width = b.Columns - column;
                            Edge<TSimd, TVector>(length, width, depth, left, leftStride, stepStride, panel, begin ? offsets : target, begin ? 0 : columnStride, target, columnStride);
                        }
                    }
                }
            }
        }
        if (gathered is not null)
            ArrayPool<float>.Shared.Return(gathered);
    }

    /// <summary>A last panel of fewer columns, by way of a buffer of whole ones.</summary>
    private static void Edge<TSimd, TVector>(
        int rows, int width, int depth, float* a, nint rowStride, nint stepStride, float* panel, float* start, nint startStride, float* c, nint columnStride)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        const int KernelRows = 12;
        var panelWidth = 2 * TSimd.Lanes;
        var buffer = stackalloc float[KernelRows * panelWidth];
        new Span<float>(buffer, KernelRows * panelWidth).Clear();
        for (var row = 0; row < rows; row += KernelRows)
        {
            var length = Math.Min(KernelRows, rows - row);
            for (var i = 0; i < length; i++)
                new ReadOnlySpan<float>(start + ((row + i) * startStride), width).CopyTo(new Span<float>(buffer + (i * panelWidth), width));
            ProductKernel<TSimd, TVector>.Run(length, depth, a + (row * rowStride), rowStride, stepStride, panel, buffer, panelWidth, buffer, panelWidth);
            for (var i = 0; i < length; i++)
                new ReadOnlySpan<float>(buffer + (i * panelWidth), width).CopyTo(new Span<float>(c + ((row + i) * columnStride), width));
        }
    }
}
