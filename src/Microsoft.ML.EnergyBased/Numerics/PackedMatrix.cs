using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The right-hand side of a product, in the order in which the kernel reads it: blocks of <see cref="DepthBlock"/>
/// steps of k, in each of them panels of <see cref="PanelWidth"/> columns, in those one step after the other. The last
/// panel is filled up with zeros.
/// </summary>
internal sealed unsafe class PackedMatrix
{
    /// <summary>Steps of k that stay in the nearest cache; results do not depend on it.</summary>
    public const int DepthBlock = 256;

    private float[] _values = [];

    public PackedMatrix()
        : this(MachinePanelWidth)
    {
    }

    /// <param name="panelWidth">Two registers of columns: 8, 16 or 32. The products of this matrix are computed in such registers.</param>
    public PackedMatrix(int panelWidth)
    {
        if (panelWidth is not (8 or 16 or 32))
            throw new ArgumentOutOfRangeException(nameof(panelWidth), panelWidth, "A panel has 8, 16 or 32 columns.");
        PanelWidth = panelWidth;
    }

    /// <summary>Two of the widest registers that the machine has.</summary>
    public static int MachinePanelWidth { get; } =
        Vector512.IsHardwareAccelerated ? 32 : Vector256.IsHardwareAccelerated ? 16 : 8;

    /// <summary>Two registers of columns.</summary>
    public int PanelWidth { get; }

    /// <summary>k, the number of steps that a product sums over.</summary>
    public int Depth { get; private set; }

    /// <summary>n, the number of columns of the product.</summary>
    public int Columns { get; private set; }

    /// <summary><see cref="Columns"/> rounded up to whole panels.</summary>
    public int PaddedColumns { get; private set; }

    /// <summary>The number of panels.</summary>
    public int Panels => PaddedColumns / PanelWidth;

    public ReadOnlySpan<float> Values => _values;

    /// <summary>Takes B, depth × columns, row-major: for A·B.</summary>
    public void Pack(ReadOnlySpan<float> matrix, int depth, int columns)
    {
        CheckLength(matrix.Length, depth, columns);
        Reshape(depth, columns);
        fixed (float* first = matrix)
            PackPanels(first, columns, 0, Panels);
    }

    /// <summary>Takes B, columns × depth, row-major: for A·Bᵀ.</summary>
    public void PackTransposed(ReadOnlySpan<float> matrix, int columns, int depth)
    {
        CheckLength(matrix.Length, depth, columns);
        Reshape(depth, columns);
        fixed (float* first = matrix)
            PackPanelsTransposed(first, depth, 0, Panels);
    }

    /// <summary>Makes room for a matrix, whose panels may then be packed by several threads.</summary>
    public void Reshape(int depth, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Depth = depth;
        Columns = columns;
        PaddedColumns = checked(columns + PanelWidth - 1) / PanelWidth * PanelWidth;
        var size = checked(depth * PaddedColumns);
        // A training batch may be shorter than the one before: memory that has grown is kept.
        if (_values.Length < size)
            _values = new float[size];
    }

    /// <summary>Packs some panels of B, depth × columns, whose rows begin <paramref name="stride"/> apart.</summary>
    public void PackPanels(float* matrix, nint stride, int first, int count)
    {
        CheckPanels(first, count);
        var panelWidth = PanelWidth;
        fixed (float* values = _values)
        {
            for (var block = 0; block < Depth; block += DepthBlock)
            {
                var steps = Math.Min(DepthBlock, Depth - block);
                for (var column = first * panelWidth; column < (first + count) * panelWidth; column += panelWidth)
                {
                    var width = Math.Min(panelWidth, Columns - column);
                    var panel = values + ((nint)block * PaddedColumns) + ((nint)column * steps);
                    var source = matrix + (block * stride) + column;
                    if (width == panelWidth)
                    {
                        for (var step = 0; step < steps; step++, panel += panelWidth, source += stride)
                        {
                            for (var i = 0; i < panelWidth; i += Vector256<float>.Count)
                                Vector256.Load(source + i).Store(panel + i);
                        }
                        continue;
                    }
                    for (var step = 0; step < steps; step++, panel += panelWidth, source += stride)
                    {
                        new ReadOnlySpan<float>(source, width).CopyTo(new Span<float>(panel, width));
                        new Span<float>(panel + width, panelWidth - width).Clear();
                    }
                }
            }
        }
    }

    /// <summary>Packs some panels of B given as its transpose, columns × depth, whose rows begin <paramref name="stride"/> apart.</summary>
    public void PackPanelsTransposed(float* matrix, nint stride, int first, int count)
    {
        CheckPanels(first, count);
        var panelWidth = PanelWidth;
        fixed (float* values = _values)
        {
            for (var block = 0; block < Depth; block += DepthBlock)
            {
                var steps = Math.Min(DepthBlock, Depth - block);
                for (var column = first * panelWidth; column < (first + count) * panelWidth; column += panelWidth)
                {
                    var width = Math.Min(panelWidth, Columns - column);
                    var panel = values + ((nint)block * PaddedColumns) + ((nint)column * steps);
                    if (width < panelWidth)
                        new Span<float>(panel, steps * panelWidth).Clear();
                    Transpose(matrix + (column * stride) + block, stride, width, steps, panel, panelWidth);
                }
            }
        }
    }

    /// <summary>panel[step·panelWidth + row] = source[row·stride + step].</summary>
    private static void Transpose(float* source, nint stride, int rows, int steps, float* panel, int panelWidth)
    {
        var row = 0;
        if (Sse.IsSupported)
        {
            for (; row <= rows - 4; row += 4)
            {
                var from = source + (row * stride);
                var step = 0;
                for (; step <= steps - 4; step += 4)
                {
                    Vector128<float> r0 = Vector128.Load(from + step), r1 = Vector128.Load(from + stride + step);
                    Vector128<float> r2 = Vector128.Load(from + (2 * stride) + step), r3 = Vector128.Load(from + (3 * stride) + step);
                    Vector128<float> low01 = Sse.UnpackLow(r0, r1), low23 = Sse.UnpackLow(r2, r3);
                    Vector128<float> high01 = Sse.UnpackHigh(r0, r1), high23 = Sse.UnpackHigh(r2, r3);
                    var to = panel + (step * panelWidth) + row;
                    Sse.MoveLowToHigh(low01, low23).Store(to);
                    Sse.MoveHighToLow(low23, low01).Store(to + panelWidth);
                    Sse.MoveLowToHigh(high01, high23).Store(to + (2 * panelWidth));
                    Sse.MoveHighToLow(high23, high01).Store(to + (3 * panelWidth));
                }
                for (; step < steps; step++)
                {
                    for (var lane = 0; lane < 4; lane++)
                        panel[(step * panelWidth) + row + lane] = from[(lane * stride) + step];
                }
            }
        }
        for (; row < rows; row++)
        {
            for (var step = 0; step < steps; step++)
                panel[(step * panelWidth) + row] = source[(row * stride) + step];
        }
    }

    private void CheckPanels(int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Panels - count);
    }

    private static void CheckLength(int length, int depth, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (length != (long)depth * columns)
            throw new ArgumentException($"Expected {(long)depth * columns} values ({depth} × {columns}), got {length}.");
    }
}
