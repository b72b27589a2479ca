using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>
/// Philox4x32-10: a keyed bijection of 128-bit counters whose outputs pass as random numbers (Salmon, Moraes, Dror
/// and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011, section 4.3).
/// </summary>
internal static class Philox
{
    /// <summary>Counters that <see cref="Chunk"/> takes at once; it makes four words of each.</summary>
    public const int ChunkCounters = 16;

    private const int Rounds = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>The four words of one counter.</summary>
    public static (uint X0, uint X1, uint X2, uint X3) Block((uint X0, uint X1, uint X2, uint X3) counter, (uint K0, uint K1) key)
    {
        (var x0, var x1, var x2, var x3) = counter;
        (var k0, var k1) = key;
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * x0;
            var product1 = (ulong)Multiplier1 * x2;
            (x0, x1, x2, x3) = ((uint)(product1 >> 32) ^ x1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ x3 ^ k1, (uint)product0);
            k0 += Weyl0;
            k1 += Weyl1;
        }
        return (x0, x1, x2, x3);
    }

    /// <summary>
    /// The words of 16 counters in a row, whose first words are <paramref name="first"/> + lane and whose other words
    /// are those of <paramref name="rest"/>; vector w holds word w of each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Chunk(
        uint first, (uint X1, uint X2, uint X3) rest, (uint K0, uint K1) key,
        out Vector512<uint> w0, out Vector512<uint> w1, out Vector512<uint> w2, out Vector512<uint> w3)
    {
        var x0 = Vector512.Create(first) + Vector512<uint>.Indices;
        var x1 = Vector512.Create(rest.X1);
        var x2 = Vector512.Create(rest.X2);
        var x3 = Vector512.Create(rest.X3);
        (var k0, var k1) = key;
        for (var round = 0; round < Rounds; round++)
        {
            Multiply(x0, Multiplier0, out var high0, out var low0);
            Multiply(x2, Multiplier1, out var high1, out var low1);
            x0 = high1 ^ x1 ^ Vector512.Create(k0);
            x1 = low1;
            x2 = high0 ^ x3 ^ Vector512.Create(k1);
            x3 = low0;
            k0 += Weyl0;
            k1 += Weyl1;
        }
        (w0, w1, w2, w3) = (x0, x1, x2, x3);
    }

    /// <summary>The high and low halves of value · multiplier, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(Vector512<uint> value, uint multiplier, out Vector512<uint> high, out Vector512<uint> low)
    {
        // A 32 × 32 → 64 bit product fills two lanes: even and odd lanes are multiplied separately.
        var odd = (value.AsUInt64() >>> 32).AsUInt32();
        var evens = WideProduct(value, multiplier);
        var odds = WideProduct(odd, multiplier);
        var upper = Vector512.Create(0xFFFFFFFF00000000);
        low = ((evens & ~upper) | (odds << 32)).AsUInt32();
        high = ((evens >>> 32) | (odds & upper)).AsUInt32();
    }

    /// <summary>The products of the even lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> WideProduct(Vector512<uint> value, uint multiplier)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Multiply(value, Vector512.Create(multiplier));
        if (Avx2.IsSupported)
            return Vector512.Create(Avx2.Multiply(value.GetLower(), Vector256.Create(multiplier)), Avx2.Multiply(value.GetUpper(), Vector256.Create(multiplier)));
        return (value.AsUInt64() & Vector512.Create(0x00000000FFFFFFFFUL)) * Vector512.Create((ulong)multiplier);
    }
}
