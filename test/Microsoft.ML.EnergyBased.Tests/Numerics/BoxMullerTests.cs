using System.Runtime.Intrinsics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class BoxMullerTests
{
    [Fact]
    public void GivenWords_WhenPaired_ThenTheyAreRadiusTimesCosineAndSine()
    {
        var random = new Random(1);
        // Ends, quadrants and their neighbours beside words at random.
        uint[] special = [0, 1, 2, 0x1FFF_FFFF, 0x2000_0000, 0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFFF, 0x8000_0000, 0xA000_0000, 0xC000_0000, 0xDFFF_FFFF, 0xE000_0000, uint.MaxValue - 1, uint.MaxValue];
        (uint Radius, uint Angle)[] words = [.. from r in special from a in special select (r, a), .. Enumerable.Range(0, 20_000 - (special.Length * special.Length)).Select(_ => (Word(random), Word(random)))];
        (var first, var second) = Pairs(words);

        double[] radii = [.. words.Select(w => Math.Sqrt(-2 * Math.Log(Math.Min(1, (w.Radius + 0.5) / 4294967296))))];
        double[] angles = [.. words.Select(w => 2 * Math.PI * w.Angle / 4294967296)];
        // Where u is nearly 1 it has the 24 bits of a Single, and the radius is no better than their square root.
        double Tolerance(int i) => radii[i] < 1e-2 ? 4e-4 : Math.Max(1e-6, 2e-7 / radii[i]);
        first.AsSpan().ShouldBeCloseTo<float, double>(radii.Zip(angles, (r, a) => r * Math.Cos(a)).ToArray(), Tolerance);
        second.AsSpan().ShouldBeCloseTo<float, double>(radii.Zip(angles, (r, a) => r * Math.Sin(a)).ToArray(), Tolerance);
    }

    [Fact]
    public void GivenAnyWord_WhenPaired_ThenNormalsAreFiniteAndAtMostTheLargestRadius()
    {
        (var first, var second) = Pairs([(0, 0), (0, 0x4000_0000), (uint.MaxValue, 0), (uint.MaxValue, uint.MaxValue)]);
        first.Concat(second).ShouldAllBeInRange(-6.77, 6.77);
        first[0].Should().BeApproximately(Math.Sqrt(66 * Math.Log(2)), 1e-6);
        second[1].Should().BeApproximately(Math.Sqrt(66 * Math.Log(2)), 1e-6);
        first[2].Should().Be(0);
    }

    [Fact]
    public void GivenUniformWords_WhenPaired_ThenTheirDistributionIsNormal()
    {
        const int Count = 20_000;
        var random = new Random(2);
        (var first, var second) = Pairs([.. Enumerable.Range(0, Count).Select(_ => (Word(random), Word(random)))]);

        // The largest distance of the two distribution functions (Kolmogorov and Smirnov) is above 1.95/√n once in a thousand.
        foreach (var normals in new[] { first, second })
        {
            Array.Sort(normals);
            var distance = normals.Select((x, i) => Math.Abs(Normal.CDF(0, 1, x) - ((i + 0.5) / Count))).Max();
            distance.Should().BeLessThan(1.95 / Math.Sqrt(Count));
        }
    }

    [Fact]
    public void GivenPairs_WhenCorrelated_ThenTheTwoAreIndependent()
    {
        const int Count = 20_000;
        var random = new Random(3);
        (var first, var second) = Pairs([.. Enumerable.Range(0, Count).Select(_ => (Word(random), Word(random)))]);
        Correlation.Pearson(first.Select(x => (double)x), second.Select(x => (double)x)).Should().BeApproximately(0, 4 / Math.Sqrt(Count));
        Correlation.Pearson(first.Select(x => (double)x * x), second.Select(x => (double)x * x)).Should().BeApproximately(0, 4 / Math.Sqrt(Count));
    }

    private static uint Word(Random random) => (uint)random.NextInt64(1L << 32);

    private static (float[] First, float[] Second) Pairs((uint Radius, uint Angle)[] words)
    {
        var width = Vector512<uint>.Count;
        var padded = (words.Length + width - 1) / width * width;
        uint[] radii = new uint[padded], angles = new uint[padded];
        for (var i = 0; i < words.Length; i++)
            (radii[i], angles[i]) = words[i];
        float[] first = new float[padded], second = new float[padded];
        for (var i = 0; i < padded; i += width)
        {
            BoxMuller.Pair(Vector512.Create<uint>(radii.AsSpan(i)), Vector512.Create<uint>(angles.AsSpan(i)), out var one, out var two);
            one.CopyTo(first, i);
            two.CopyTo(second, i);
        }

        return (first[..words.Length], second[..words.Length]);
    }
}
