using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// The few vector operations that kernels are written with, so that one source serves every register width. The
/// implementations are empty structs: the JIT compiles a kernel once for each and inlines the calls.
/// </summary>
internal unsafe interface ISimd<TVector>
    where TVector : struct
{
    static abstract int Lanes { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    static abstract void Store(TVector value, float* destination);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Min(TVector left, TVector right);

    static abstract TVector Max(TVector left, TVector right);

    /// <summary>left · right + addend, rounded once where the machine can (every x64 with AVX2, every Arm64).</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    static abstract float Sum(TVector value);

    /// <summary>The least lane.</summary>
    static abstract float Least(TVector value);

    /// <summary>
    /// The second smallest of all numbers seen, where each lane of <paramref name="first"/> holds the smallest that the
    /// lane saw and <paramref name="second"/> its second smallest.
    /// </summary>
    static abstract float SecondLeast(TVector first, TVector second);

    /// <summary>One bit a lane, set where value ≤ limit.</summary>
    static abstract uint AtMost(TVector value, TVector limit);

    /// <summary>Lane by lane: yes where left is greater than right, otherwise no.</summary>
    static abstract TVector SelectGreater(TVector left, TVector right, TVector yes, TVector no);
}

internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Lanes => 16;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) => Vector512.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Vector512.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend)
        => Vector512.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> value) => Simd256.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(Vector512<float> value) => Simd256.Least(Vector256.MinNative(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SecondLeast(Vector512<float> first, Vector512<float> second)
    {
        var lower = first.GetLower();
        var upper = first.GetUpper();
        var others = Vector256.MinNative(second.GetLower(), second.GetUpper());
        return Simd256.SecondLeast(Vector256.MinNative(lower, upper), Vector256.MinNative(others, Vector256.MaxNative(lower, upper)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtMost(Vector512<float> value, Vector512<float> limit)
        => (uint)Vector512.LessThanOrEqual(value, limit).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SelectGreater(Vector512<float> left, Vector512<float> right, Vector512<float> yes, Vector512<float> no)
        => Vector512.ConditionalSelect(Vector512.GreaterThan(left, right), yes, no);
}

internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Lanes => 8;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) => Vector256.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Vector256.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend)
        => Vector256.MultiplyAddEstimate(left, right, addend);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> value) => Simd128.Sum(value.GetLower() + value.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(Vector256<float> value) => Simd128.Least(Vector128.MinNative(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SecondLeast(Vector256<float> first, Vector256<float> second)
    {
        var lower = first.GetLower();
        var upper = first.GetUpper();
        var others = Vector128.MinNative(second.GetLower(), second.GetUpper());
        return Simd128.SecondLeast(Vector128.MinNative(lower, upper), Vector128.MinNative(others, Vector128.MaxNative(lower, upper)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtMost(Vector256<float> value, Vector256<float> limit)
        => Vector256.LessThanOrEqual(value, limit).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SelectGreater(Vector256<float> left, Vector256<float> right, Vector256<float> yes, Vector256<float> no)
        => Vector256.ConditionalSelect(Vector256.GreaterThan(left, right), yes, no);
}

internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Lanes => 4;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> value, float* destination) => value.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> left, Vector128<float> right) => Vector128.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Vector128.MaxNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend)
        => Vector128.MultiplyAddEstimate(left, right, addend);

    // Halves are folded onto each other, the same tree at every width.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> value)
    {
        var halves = value + Vector128.Shuffle(value, Vector128.Create(2, 3, 0, 1));
        return halves.ToScalar() + halves.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Least(Vector128<float> value)
    {
        var halves = Vector128.MinNative(value, Vector128.Shuffle(value, Vector128.Create(2, 3, 0, 1)));
        return Math.Min(halves.ToScalar(), halves.GetElement(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SecondLeast(Vector128<float> first, Vector128<float> second)
    {
        var swapped = Vector128.Shuffle(first, Vector128.Create(2, 3, 0, 1));
        var others = Vector128.MinNative(second, Vector128.Shuffle(second, Vector128.Create(2, 3, 0, 1)));
        others = Vector128.MinNative(others, Vector128.MaxNative(first, swapped));
        first = Vector128.MinNative(first, swapped);
        var loser = Math.Max(first.ToScalar(), first.GetElement(1));
        return Math.Min(loser, Math.Min(others.ToScalar(), others.GetElement(1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint AtMost(Vector128<float> value, Vector128<float> limit)
        => Vector128.LessThanOrEqual(value, limit).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SelectGreater(Vector128<float> left, Vector128<float> right, Vector128<float> yes, Vector128<float> no)
        => Vector128.ConditionalSelect(Vector128.GreaterThan(left, right), yes, no);
}
