using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Pairs of independent standard normals from pairs of random words: r = √(−2 ln u), then r cos θ and r sin θ (Box
/// and Muller, Ann. Math. Statist. 29, 1958). Logarithm, sine and cosine are polynomials with the coefficients of
/// Moshier's Cephes library (logf, sinf, cosf), evaluated in the same order at any register width.
/// </summary>
internal static class BoxMuller
{
    private const float TwoToMinus32 = 1f / 4294967296f;
    private const float HalfPiOver2To30 = 1.57079632679f / 1073741824f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pair(Vector512<uint> radiusWord, Vector512<uint> angleWord, out Vector512<float> first, out Vector512<float> second)
    {
        // u = (word + ½) / 2³², in (0, 1] after rounding: the largest radius is 6.76.
        var u = Vector512.FusedMultiplyAdd(Vector512.ConvertToSingle(radiusWord), Vector512.Create(TwoToMinus32), Vector512.Create(TwoToMinus32 / 2));
        var radius = Vector512.Sqrt(Vector512.Max(Log(u) * -2f, Vector512<float>.Zero));
        SinCos(angleWord, out var sine, out var cosine);
        first = radius * cosine;
        second = radius * sine;
    }

    /// <summary>ln u for normal positive u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Log(Vector512<float> u)
    {
        // u = m · 2ᵉ with m in [√½, √2).
        var bits = u.AsInt32();
        var exponent = (bits - Vector512.Create(0x3F3504F3)) >> 23;
        var f = (bits - (exponent << 23)).AsSingle() - Vector512<float>.One;
        var e = Vector512.ConvertToSingle(exponent);

        var p = Vector512.Create(7.0376836292E-2f);
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.1514610310E-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.1676998740E-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.2420140846E-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(1.4249322787E-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-1.6668057665E-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(2.0000714765E-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(-2.4999993993E-1f));
        p = Vector512.FusedMultiplyAdd(p, f, Vector512.Create(3.3333331174E-1f));

        // ln 2 in two parts: the first times an exponent is exact.
        var square = f * f;
        var small = Vector512.FusedMultiplyAdd(e, Vector512.Create(-2.12194440E-4f), p * f * square);
        small = Vector512.FusedMultiplyAdd(square, Vector512.Create(-0.5f), small);
        return Vector512.FusedMultiplyAdd(e, Vector512.Create(0.693359375f), f + small);
    }

    /// <summary>Sine and cosine of 2π · word / 2³². The quadrant is cut off in integers, where that is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SinCos(Vector512<uint> word, out Vector512<float> sine, out Vector512<float> cosine)
    {
        var quadrant = (word + Vector512.Create(0x20000000u)) >>> 30;
        var x = Vector512.ConvertToSingle((word - (quadrant << 30)).AsInt32()) * HalfPiOver2To30;
        var z = x * x;

        var s = Vector512.FusedMultiplyAdd(Vector512.Create(-1.9515295891E-4f), z, Vector512.Create(8.3321608736E-3f));
        s = Vector512.FusedMultiplyAdd(s, z, Vector512.Create(-1.6666654611E-1f));
        s = Vector512.FusedMultiplyAdd(s * z, x, x);

        var c = Vector512.FusedMultiplyAdd(Vector512.Create(2.443315711809948E-5f), z, Vector512.Create(-1.388731625493765E-3f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(4.166664568298827E-2f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512.Create(-0.5f));
        c = Vector512.FusedMultiplyAdd(c, z, Vector512<float>.One);

        // Odd quadrants swap the two; sine is negative in 2 and 3, cosine in 1 and 2.
        var swap = Vector512.Equals(quadrant & Vector512<uint>.One, Vector512<uint>.One).AsSingle();
        var sign = (quadrant & Vector512.Create(2u)) << 30;
        sine = (Vector512.ConditionalSelect(swap, c, s).AsUInt32() ^ sign).AsSingle();
        sign = ((quadrant + Vector512<uint>.One) & Vector512.Create(2u)) << 30;
        cosine = (Vector512.ConditionalSelect(swap, s, c).AsUInt32() ^ sign).AsSingle();
    }
}
