using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The values of some rows that are not zero, as <see cref="SparseProduct"/> reads them: for each the place of its step
/// in a piece of the other factor, in rising order of steps, cut into pieces of <see cref="Piece"/> steps.
/// </summary>
/// <remarks>The arrays are rented: whoever takes rows returns them.</remarks>
internal readonly unsafe struct SparseRows
{
    /// <summary>Steps of k in a piece; divides <see cref="PackedMatrix.DepthBlock"/>.</summary>
    public const int Piece = PackedMatrix.DepthBlock / 2;

    private const int Looked = 64;

    private readonly int[] _places;
    private readonly float[] _values;
    private readonly int[] _ends;

    private SparseRows(int rows, int depth, int groupWidth)
    {
        Rows = rows;
        Depth = depth;
        GroupWidth = groupWidth;
        Pieces = (depth + Piece - 1) / Piece;
        var most = checked(rows * depth);
        _places = ArrayPool<int>.Shared.Rent(most);
        _values = ArrayPool<float>.Shared.Rent(most);
        _ends = ArrayPool<int>.Shared.Rent(rows * Pieces);
    }

    public int Rows { get; }

    public int Depth { get; }

    public int Pieces { get; }

    /// <summary>How far apart the steps of a piece lie: places are counted so.</summary>
    public int GroupWidth { get; }

    /// <summary>Row r's places and values begin at r·<see cref="Depth"/>.</summary>
    public int[] Places => _places;

    public float[] Values => _values;

    /// <summary>Where piece p of row r ends, at r·<see cref="Pieces"/> + p, counted from the row's beginning.</summary>
    public int[] Ends => _ends;

    /// <summary>The share of values that are not zero.</summary>
    public double Density { get; private init; }

    /// <summary>Takes rows × depth values, row-major, for products with a matrix of that depth.</summary>
    public static SparseRows Take(ReadOnlySpan<float> matrix, int rows, PackedMatrix other)
    {
        var depth = other.Depth;
        if (matrix.Length != (long)rows * depth)
            throw new ArgumentException($"Expected {(long)rows * depth} values ({rows} × {depth}), got {matrix.Length}.", nameof(matrix));
        var taken = new SparseRows(rows, depth, SparseProduct.GroupWidth(other));
        long count = 0;
        fixed (float* first = matrix, values = taken._values)
        fixed (int* places = taken._places)
        {
            for (var row = 0; row < rows; row++)
            {
                var begin = (nint)row * depth;
                var length = 0;
                for (var piece = 0; piece < taken.Pieces; piece++)
                {
                    var start = piece * Piece;
                    length = Collect(first + begin, start, Math.Min(start + Piece, depth), taken.GroupWidth, places + begin, values + begin, length);
                    taken._ends[(row * taken.Pieces) + piece] = length;
                }
                count += length;
            }
        }
        return taken with { Density = count / ((double)rows * depth) };
    }

    /// <summary>
    /// Takes the transpose of depth × rows values whose rows begin <paramref name="matrixStride"/> apart, each of them
    /// multiplied by its factor, for products with a matrix of that depth.
    /// </summary>
    public static SparseRows TakeTransposed(ReadOnlySpan<float> matrix, int matrixStride, ReadOnlySpan<float> factors, int rows, PackedMatrix other)
    {
        var depth = other.Depth;
        if (depth > 0 && matrix.Length < ((long)(depth - 1) * matrixStride) + rows)
            throw new ArgumentException($"{matrix.Length} values hold no {depth} rows of {rows} that are {matrixStride} apart.", nameof(matrix));
        var taken = new SparseRows(rows, depth, SparseProduct.GroupWidth(other));
        var stride = taken.GroupWidth;
        var lengths = ArrayPool<int>.Shared.Rent(rows);
        lengths.AsSpan(0, rows).Clear();
        long count = 0;
        fixed (float* first = matrix, values = taken._values)
        fixed (int* places = taken._places, ends = taken._ends, length = lengths)
        {
            for (var step = 0; step < depth; step++)
            {
                var factor = factors[step];
                var place = step % Piece * stride;
                var source = first + ((nint)step * matrixStride);
                for (var begin = 0; begin < rows; begin += Looked)
                {
                    for (var mask = Mask(source + begin, Math.Min(Looked, rows - begin)); mask != 0; mask &= mask - 1)
                    {
                        var row = begin + BitOperations.TrailingZeroCount(mask);
                        var at = ((nint)row * depth) + length[row]++;
                        places[at] = place;
                        values[at] = factor * source[row];
                        count++;
                    }
                }
                if ((step + 1) % Piece != 0 && step + 1 != depth)
                    continue;
                var piece = step / Piece;
                for (var row = 0; row < rows; row++)
                    ends[(row * taken.Pieces) + piece] = length[row];
            }
        }
        ArrayPool<int>.Shared.Return(lengths);
        return taken with { Density = count / ((double)rows * depth) };
    }

    public void Return()
    {
        ArrayPool<int>.Shared.Return(_places);
        ArrayPool<float>.Shared.Return(_values);
        ArrayPool<int>.Shared.Return(_ends);
    }

    // Appends what is not zero in row[start .. end − 1]; the new number of entries is returned.
    private static int Collect(float* row, int start, int end, int stride, int* places, float* values, int count)
    {
        for (var begin = start; begin < end; begin += Looked)
        {
            for (var mask = Mask(row + begin, Math.Min(Looked, end - begin)); mask != 0; mask &= mask - 1)
            {
                var step = begin + BitOperations.TrailingZeroCount(mask);
                places[count] = step % Piece * stride;
                values[count] = row[step];
                count++;
            }
        }
        return count;
    }

    // One bit for each of at most 64 values, set where it is not zero (NaN is not).
    private static ulong Mask(float* values, int count)
    {
        ulong mask = 0;
        var i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
            mask |= (ulong)(~Vector256.Equals(Vector256.Load(values + i), Vector256<float>.Zero)).ExtractMostSignificantBits() << i;
        for (; i < count; i++)
            mask |= (values[i] != 0 ? 1UL : 0) << i;
        return mask;
    }
}
