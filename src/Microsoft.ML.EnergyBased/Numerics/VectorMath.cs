using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Reductions over one row. Their order of summation depends on the length and on the register width of the
/// machine, on nothing else, so that a row gives the same bits wherever it stands.
/// </summary>
internal static unsafe class VectorMath
{
    // Set bits from lane (width − r) on: Mask[16 + r − width ...] keeps the last r lanes of a register.
    private static ReadOnlySpan<uint> LastLanes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u,
    ];

    /// <summary>Σ (left − right)² over two rows of the same length; NaN where either holds NaN.</summary>
    public static float SquaredDistance(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        if (left.Length != right.Length)
            throw new ArgumentException($"The rows have {left.Length} and {right.Length} values.", nameof(right));
        fixed (float* a = left, b = right)
            return SquaredDistance(a, b, left.Length);
    }

    /// <summary>Σ (left − right)² over two rows of <paramref name="length"/> values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(float* left, float* right, int length)
    {
        if (Vector512.IsHardwareAccelerated && length >= Vector512<float>.Count)
            return SquaredDistance512(left, right, length);
        if (Vector256.IsHardwareAccelerated && length >= Vector256<float>.Count)
            return SquaredDistance256(left, right, length);
        if (length >= Vector128<float>.Count)
            return SquaredDistance128(left, right, length);

        float sum = 0;
        for (var i = 0; i < length; i++)
        {
            var difference = left[i] - right[i];
            sum += difference * difference;
        }
        return sum;
    }

    /// <summary>Σ x² over one row.</summary>
    public static float SquaredNorm(ReadOnlySpan<float> row)
    {
        fixed (float* first = row)
            return SquaredNorm(first, row.Length);
    }

    /// <summary>Σ x² over one row of <paramref name="length"/> values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredNorm(float* row, int length)
    {
        if (Vector512.IsHardwareAccelerated && length % Vector512<float>.Count == 0)
        {
            var sum = Vector512<float>.Zero;
            for (var i = 0; i < length; i += Vector512<float>.Count)
                sum = Vector512.MultiplyAddEstimate(Vector512.Load(row + i), Vector512.Load(row + i), sum);
            return Simd512.Sum(sum);
        }
        return TensorPrimitives.SumOfSquares(new ReadOnlySpan<float>(row, length));
    }

    /// <summary>Prefetches the first lines of a row that is read soon.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(float* row, int length)
    {
        if (!Sse.IsSupported)
            return;
        for (var i = 0; i < Math.Min(length, 128); i += 16)
            Sse.Prefetch0(row + i);
    }

    /// <summary>Whether a value is NaN. Most rows are finite, which is found out sooner.</summary>
    public static bool HasNaN(ReadOnlySpan<float> row) => !IsFinite(row) && row.Contains(float.NaN);

    /// <summary>Whether no value of a row is NaN or infinite.</summary>
    public static bool IsFinite(ReadOnlySpan<float> row)
    {
        var i = 0;
        // 0·x is NaN for NaN and infinities alone, and a sum of zeros keeps the NaN.
        if (Vector512.IsHardwareAccelerated && row.Length >= Vector512<float>.Count)
        {
            var sum = Vector512<float>.Zero;
            for (; i <= row.Length - Vector512<float>.Count; i += Vector512<float>.Count)
                sum += Vector512.LoadUnsafe(in row[i]) * Vector512<float>.Zero;
            if (!Vector512.EqualsAll(sum, Vector512<float>.Zero))
                return false;
        }
        if (row.Length - i >= Vector128<float>.Count)
        {
            var sum = Vector128<float>.Zero;
            for (; i <= row.Length - Vector128<float>.Count; i += Vector128<float>.Count)
                sum += Vector128.LoadUnsafe(in row[i]) * Vector128<float>.Zero;
            if (!Vector128.EqualsAll(sum, Vector128<float>.Zero))
                return false;
        }
        for (; i < row.Length; i++)
        {
            if (!float.IsFinite(row[i]))
                return false;
        }
        return true;
    }

    /// <summary>sums += scale · (row − centre), in double, over rows of the same length.</summary>
    public static void AddScaled(ReadOnlySpan<float> row, ReadOnlySpan<float> centre, double scale, Span<double> sums)
    {
        if (centre.Length != row.Length || sums.Length != row.Length)
            throw new ArgumentException($"The rows have {row.Length} and {centre.Length} values, the sums {sums.Length}.", nameof(sums));
        fixed (float* values = row, origin = centre)
        {
            fixed (double* target = sums)
                AddScaled(values, origin, scale, target, row.Length);
        }
    }

    /// <summary>sums += scale · (row − centre), in double.</summary>
    public static void AddScaled(float* row, float* centre, double scale, double* sums, int length)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            var factor = Vector512.Create(scale);
            for (; i <= length - 8; i += 8)
            {
                (var rowLower, var rowUpper) = Vector256.Widen(Vector256.Load(row + i));
                (var centreLower, var centreUpper) = Vector256.Widen(Vector256.Load(centre + i));
                var difference = Vector512.Create(rowLower, rowUpper) - Vector512.Create(centreLower, centreUpper);
                (Vector512.Load(sums + i) + (factor * difference)).Store(sums + i);
            }
        }
        for (; i <= length - 4; i += 4)
        {
            (var rowLower, var rowUpper) = Vector128.Widen(Vector128.Load(row + i));
            (var centreLower, var centreUpper) = Vector128.Widen(Vector128.Load(centre + i));
            var difference = Vector256.Create(rowLower, rowUpper) - Vector256.Create(centreLower, centreUpper);
            (Vector256.Load(sums + i) + (Vector256.Create(scale) * difference)).Store(sums + i);
        }
        for (; i < length; i++)
            sums[i] += scale * ((double)row[i] - centre[i]);
    }

    /// <summary>sums += row, in double.</summary>
    public static void Add(ReadOnlySpan<float> row, Span<double> sums)
    {
        var half = Vector<double>.Count;
        var i = 0;
        for (; i <= row.Length - (2 * half); i += 2 * half)
        {
            Vector.Widen(new Vector<float>(row[i..]), out var lower, out var upper);
            (new Vector<double>(sums[i..]) + lower).CopyTo(sums[i..]);
            (new Vector<double>(sums[(i + half)..]) + upper).CopyTo(sums[(i + half)..]);
        }
        for (; i < row.Length; i++)
            sums[i] += row[i];
    }

    /// <summary>sums += (row − centre)², in double.</summary>
    public static void AddSquares(ReadOnlySpan<float> row, ReadOnlySpan<double> centre, Span<double> sums)
    {
        var half = Vector<double>.Count;
        var i = 0;
        for (; i <= row.Length - (2 * half); i += 2 * half)
        {
            Vector.Widen(new Vector<float>(row[i..]), out var lower, out var upper);
            lower -= new Vector<double>(centre[i..]);
            upper -= new Vector<double>(centre[(i + half)..]);
            (new Vector<double>(sums[i..]) + (lower * lower)).CopyTo(sums[i..]);
            (new Vector<double>(sums[(i + half)..]) + (upper * upper)).CopyTo(sums[(i + half)..]);
        }
        for (; i < row.Length; i++)
        {
            var difference = row[i] - centre[i];
            sums[i] += difference * difference;
        }
    }

    /// <summary>The same in registers of 512 bits, for at least 16 values.</summary>
    public static float SquaredDistance512(float* left, float* right, int length)
    {
        var even = Vector512<float>.Zero;
        var odd = Vector512<float>.Zero;
        var i = 0;
        for (; i <= length - 32; i += 32)
        {
            var first = Vector512.Load(left + i) - Vector512.Load(right + i);
            var second = Vector512.Load(left + i + 16) - Vector512.Load(right + i + 16);
            even = Vector512.MultiplyAddEstimate(first, first, even);
            odd = Vector512.MultiplyAddEstimate(second, second, odd);
        }
        if (i <= length - 16)
        {
            var first = Vector512.Load(left + i) - Vector512.Load(right + i);
            even = Vector512.MultiplyAddEstimate(first, first, even);
            i += 16;
        }
        if (i < length)
        {
            // The last full register again, without the lanes that are summed already.
            var last = Vector512.Load(left + length - 16) - Vector512.Load(right + length - 16);
            last &= Vector512.LoadUnsafe(in MemoryMarshal.GetReference(LastLanes), (nuint)(length - i)).AsSingle();
            odd = Vector512.MultiplyAddEstimate(last, last, odd);
        }
        return Simd512.Sum(even + odd);
    }

    /// <summary>The same in registers of 256 bits, for at least 8 values.</summary>
    public static float SquaredDistance256(float* left, float* right, int length)
    {
        var even = Vector256<float>.Zero;
        var odd = Vector256<float>.Zero;
        var i = 0;
        for (; i <= length - 16; i += 16)
        {
            var first = Vector256.Load(left + i) - Vector256.Load(right + i);
            var second = Vector256.Load(left + i + 8) - Vector256.Load(right + i + 8);
            even = Vector256.MultiplyAddEstimate(first, first, even);
            odd = Vector256.MultiplyAddEstimate(second, second, odd);
        }
        if (i <= length - 8)
        {
            var first = Vector256.Load(left + i) - Vector256.Load(right + i);
            even = Vector256.MultiplyAddEstimate(first, first, even);
            i += 8;
        }
        if (i < length)
        {
            var last = Vector256.Load(left + length - 8) - Vector256.Load(right + length - 8);
            last &= Vector256.LoadUnsafe(in MemoryMarshal.GetReference(LastLanes), (nuint)(length - i + 8)).AsSingle();
            odd = Vector256.MultiplyAddEstimate(last, last, odd);
        }
        return Simd256.Sum(even + odd);
    }

    /// <summary>The same in registers of 128 bits, for at least 4 values.</summary>
    public static float SquaredDistance128(float* left, float* right, int length)
    {
        var sum = Vector128<float>.Zero;
        var i = 0;
        for (; i <= length - 4; i += 4)
        {
            var difference = Vector128.Load(left + i) - Vector128.Load(right + i);
            sum = Vector128.MultiplyAddEstimate(difference, difference, sum);
        }
        if (i < length)
        {
            var last = Vector128.Load(left + length - 4) - Vector128.Load(right + length - 4);
            last &= Vector128.LoadUnsafe(in MemoryMarshal.GetReference(LastLanes), (nuint)(length - i + 12)).AsSingle();
            sum = Vector128.MultiplyAddEstimate(last, last, sum);
        }
        return Simd128.Sum(sum);
    }
}
