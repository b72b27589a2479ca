using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class RandomStreamTests
{
    private static readonly RandomStream Stream = new(20240607, RandomPurpose.RowOrder, 3, 17);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AValueDependsOnItsIndexOnly(bool normal)
    {
        float[] all = Take(Stream, 700, 0, normal);
        for (int length = 0; length <= 256; length++)
            Assert.Equal(all.AsSpan(0, length).ToArray(), Take(Stream, length, 0, normal));
        for (int start = 0; start < 130; start += 7)
            Assert.Equal(all.AsSpan(start, 200).ToArray(), Take(Stream, 200, start, normal));
    }

    [Fact]
    public void EveryPartOfTheKeyMatters()
    {
        RandomStream[] streams =
        [
            new(1, RandomPurpose.RowOrder, 0, 0), new(2, RandomPurpose.RowOrder, 0, 0), new(1UL << 32, RandomPurpose.RowOrder, 0, 0),
            new(1, RandomPurpose.KMeansStart, 0, 0), new(1, RandomPurpose.RowOrder, 1, 0), new(1, RandomPurpose.RowOrder, 0, 1),
            new(1, RandomPurpose.RowOrder, 0, 1UL << 32),
        ];
        var seen = new HashSet<double>();
        foreach (RandomStream stream in streams)
        {
            for (int i = 0; i < 100; i++)
                Assert.True(seen.Add(stream.Uniform(i)));
        }
    }

    [Fact]
    public void TheSameKeyGivesTheSameValues()
        => Assert.Equal(Take(new RandomStream(5, RandomPurpose.RowOrder, 1, 2), 100, 0, true), Take(new RandomStream(5, RandomPurpose.RowOrder, 1, 2), 100, 0, true));

    [Fact]
    public void UniformsHaveTheMomentsOfTheInterval()
    {
        const int Count = 1 << 20;
        float[] values = Take(Stream, Count, 0, normal: false);
        Assert.All(values, value => Assert.InRange(value, 0f, 0.99999994f));
        // Five standard errors: √(1/12/n) of the mean, √(1/180/n) of the variance.
        Assert.Equal(0.5, values.Average(x => (double)x), 5 * Math.Sqrt(1 / 12.0 / Count));
        Assert.Equal(1 / 12.0, values.Average(x => (x - 0.5) * (x - 0.5)), 5 * Math.Sqrt(1 / 180.0 / Count));

        double[] doubles = new double[Count];
        Stream.FillUniform(doubles);
        Assert.All(doubles, value => Assert.InRange(value, 0, 1 - 1e-16));
        Assert.Equal(0.5, doubles.Average(), 5 * Math.Sqrt(1 / 12.0 / Count));
    }

    [Fact]
    public void NormalsHaveTheMomentsAndTheTailsOfTheGaussian()
    {
        const int Count = 1 << 20;
        float[] values = Take(Stream, Count, 0, normal: true);
        Assert.All(values, value => Assert.True(float.IsFinite(value)));
        // Standard errors √(var(xᵏ)/n) with E x⁴ = 3, E x⁶ = 15, E x⁸ = 105.
        Assert.Equal(0, values.Average(x => (double)x), 5 * Math.Sqrt(1.0 / Count));
        Assert.Equal(1, values.Average(x => (double)x * x), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(0, values.Average(x => Math.Pow(x, 3)), 5 * Math.Sqrt(15.0 / Count));
        Assert.Equal(3, values.Average(x => Math.Pow(x, 4)), 5 * Math.Sqrt(96.0 / Count));
        foreach ((double edge, double share) in new[] { (-3.0, 0.001349898), (-1.0, 0.158655254), (0.5, 0.691462461), (2.0, 0.977249868), (3.5, 0.999767371) })
            Assert.Equal(share, values.Count(x => x < edge) / (double)Count, 5 * Math.Sqrt(share * (1 - share) / Count));
        // Neighbours in the order of the stream, and the two of a pair, which stand 16 apart.
        foreach (int distance in new[] { 1, 16, 32, 64 })
            Assert.Equal(0, Enumerable.Range(0, Count - distance).Average(i => (double)values[i] * values[i + distance]), 5 * Math.Sqrt(1.0 / Count));
    }

    [Fact]
    public void NormalsAreTheBoxMullerTransformOfTheWords()
    {
        // The words behind the first chunk, through uniforms of the same stream: their upper 24 bits.
        float[] uniforms = Take(Stream, 64, 0, normal: false);
        float[] normals = Take(Stream, 64, 0, normal: true);
        for (int pair = 0; pair < 32; pair++)
        {
            int i = pair < 16 ? pair : pair + 16;
            double radius = Math.Sqrt(-2 * Math.Log(uniforms[i] + Math.Pow(2, -25)));
            double angle = 2 * Math.PI * uniforms[i + 16];
            double error = 1e-5 + (1e-7 / Math.Max(uniforms[i], 1e-6));
            Assert.Equal(radius * Math.Cos(angle), normals[i], error);
            Assert.Equal(radius * Math.Sin(angle), normals[i + 16], error);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void IntegersAreUniform(int bound)
    {
        const int Count = 200_000;
        int[] counts = new int[bound];
        for (int i = 0; i < Count; i++)
            counts[Stream.Integer(i, bound)]++;
        double expected = (double)Count / bound;
        double chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);
        // Mean bound − 1, variance 2(bound − 1).
        Assert.InRange(chiSquare, 0, bound - 1 + (5 * Math.Sqrt(2.0 * (bound - 1))));
    }

    [Fact]
    public void IntegersStayBelowAnyBound()
    {
        for (int i = 0; i < 1000; i++)
            Assert.InRange(Stream.Integer(i, int.MaxValue), 0, int.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => Stream.Integer(0, 0));
    }

    [Fact]
    public void EveryPermutationIsAsLikely()
    {
        var counts = new Dictionary<string, int>();
        for (int row = 0; row < 24_000; row++)
        {
            char[] letters = ['a', 'b', 'c', 'd'];
            new RandomStream(9, RandomPurpose.RowOrder, 0, (ulong)row).Shuffle<char>(letters);
            string order = new(letters);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(24, counts.Count);
        // 1000 ± 5 standard errors.
        Assert.All(counts.Values, count => Assert.InRange(count, 845, 1155));
    }

    public static TheoryData<Refusal> PositionsOutsideTheStreamThrowCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>(() => Stream.Uniform(-1)),
        Refusal.Of<ArgumentOutOfRangeException>(() => Stream.FillNormal(new float[1], -1)),
        Refusal.Of<ArgumentOutOfRangeException>(() => Stream.FillNormal(new float[2], (4L << 32) - 1)),
    };

    [Theory]
    [MemberData(nameof(PositionsOutsideTheStreamThrowCases))]
    public void PositionsOutsideTheStreamThrow(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void TheLastPositionsOfTheStreamHaveNumbers()
    {
        float[] last = new float[2];
        Stream.FillNormal(last, (4L << 32) - 2);
        last.ShouldAllBeFinite();
        last.ShouldNotContain(0);
    }

    private static float[] Take(RandomStream stream, int count, long start, bool normal)
    {
        float[] values = new float[count];
        if (normal)
            stream.FillNormal(values, start);
        else
            stream.FillUniform(values, start);
        return values;
    }
}
