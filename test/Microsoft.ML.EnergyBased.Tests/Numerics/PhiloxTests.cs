using System.Runtime.Intrinsics;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class PhiloxTests
{
    // Known answers for Philox4x32-10 as published with the Random123 library of the paper's authors.
    [Theory]
    [InlineData(new uint[] { 0, 0, 0, 0 }, new uint[] { 0, 0 }, new uint[] { 0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8 })]
    [InlineData(new uint[] { ~0u, ~0u, ~0u, ~0u }, new uint[] { ~0u, ~0u }, new uint[] { 0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD })]
    [InlineData(new uint[] { 0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344 }, new uint[] { 0xA4093822, 0x299F31D0 }, new uint[] { 0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1 })]
    public void KnownAnswers(uint[] counter, uint[] key, uint[] expected)
    {
        (var x0, var x1, var x2, var x3) = Philox.Block((counter[0], counter[1], counter[2], counter[3]), (key[0], key[1]));
        new[] { x0, x1, x2, x3 }.ShouldEqual(expected);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1234567u)]
    [InlineData(0xFFFFFFF8u)]
    public void AChunkIsSixteenBlocks(uint first)
    {
        var rest = (0x85A308D3u, 0x13198A2Eu, 0x03707344u);
        var key = (0xA4093822u, 0x299F31D0u);
        Philox.Chunk(first, rest, key, out var w0, out var w1, out var w2, out var w3);
        for (var lane = 0; lane < Philox.ChunkCounters; lane++)
        {
            (uint, uint, uint, uint) expected = Philox.Block((first + (uint)lane, rest.Item1, rest.Item2, rest.Item3), key);
            (w0[lane], w1[lane], w2[lane], w3[lane]).Should().Be(expected);
        }
    }
}
