using System.Runtime.Intrinsics;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The right-hand side of a product, in the order in which the kernel reads it: blocks of <see cref="DepthBlock"/>
/// steps of k, in each of them panels of <see cref="PanelWidth"/> columns, in those one step after the other. The last
/// panel is filled up with zeros.
/// </summary>
internal sealed class PackedMatrix
{
    /// <summary>Steps of k that stay in the nearest cache; results do not depend on it.</summary>
    public const int DepthBlock = 256;

    private float[] _values = [];

    /// <summary>Two registers of columns.</summary>
    public static int PanelWidth { get; } =
        Vector512.IsHardwareAccelerated ? 32 : Vector256.IsHardwareAccelerated ? 16 : 8;

    /// <summary>k, the number of steps that a product sums over.</summary>
    public int Depth { get; private set; }

    /// <summary>n, the number of columns of the product.</summary>
    public int Columns { get; private set; }

    /// <summary><see cref="Columns"/> rounded up to whole panels.</summary>
    public int PaddedColumns { get; private set; }

    public ReadOnlySpan<float> Values => _values;

    /// <summary>Takes B, depth × columns, row-major: for A·B.</summary>
    public void Pack(ReadOnlySpan<float> matrix, int depth, int columns)
    {
        Resize(matrix.Length, depth, columns);
        for (int block = 0; block < depth; block += DepthBlock)
        {
            int steps = Math.Min(DepthBlock, depth - block);
            for (int column = 0; column < columns; column += PanelWidth)
            {
                int width = Math.Min(PanelWidth, columns - column);
                Span<float> panel = _values.AsSpan((block * PaddedColumns) + (column * steps), steps * PanelWidth);
                for (int step = 0; step < steps; step++)
                {
                    matrix.Slice(((block + step) * columns) + column, width).CopyTo(panel[(step * PanelWidth)..]);
                    panel.Slice((step * PanelWidth) + width, PanelWidth - width).Clear();
                }
            }
        }
    }

    /// <summary>Takes B, columns × depth, row-major: for A·Bᵀ.</summary>
    public void PackTransposed(ReadOnlySpan<float> matrix, int columns, int depth)
    {
        Resize(matrix.Length, depth, columns);
        for (int block = 0; block < depth; block += DepthBlock)
        {
            int steps = Math.Min(DepthBlock, depth - block);
            for (int column = 0; column < columns; column += PanelWidth)
            {
                int width = Math.Min(PanelWidth, columns - column);
                Span<float> panel = _values.AsSpan((block * PaddedColumns) + (column * steps), steps * PanelWidth);
                if (width < PanelWidth)
                    panel.Clear();
                for (int lane = 0; lane < width; lane++)
                {
                    ReadOnlySpan<float> source = matrix.Slice(((column + lane) * depth) + block, steps);
                    for (int step = 0, target = lane; step < source.Length; step++, target += PanelWidth)
                        panel[target] = source[step];
                }
            }
        }
    }

    private void Resize(int length, int depth, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (length != (long)depth * columns)
            throw new ArgumentException($"Expected {(long)depth * columns} values ({depth} × {columns}), got {length}.");
        Depth = depth;
        Columns = columns;
        PaddedColumns = (columns + PanelWidth - 1) / PanelWidth * PanelWidth;
        int size = checked(depth * PaddedColumns);
        if (_values.Length != size)
            _values = new float[size];
    }
}
