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
        var all = Take(Stream, 700, 0, normal);
        for (var length = 0; length <= 256; length++)
            Take(Stream, length, 0, normal).ShouldEqual(all.AsSpan(0, length).ToArray());
        for (var start = 0; start < 130; start += 7)
            Take(Stream, 200, start, normal).ShouldEqual(all.AsSpan(start, 200).ToArray());
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
        foreach (var stream in streams)
        {
            for (var i = 0; i < 100; i++)
                seen.Add(stream.Uniform(i)).Should().BeTrue();
        }
    }

    [Fact]
    public void TheSameKeyGivesTheSameValues()
        => Take(new RandomStream(5, RandomPurpose.RowOrder, 1, 2), 100, 0, true)
            .ShouldEqual(Take(new RandomStream(5, RandomPurpose.RowOrder, 1, 2), 100, 0, true));

    [Fact]
    public void UniformsHaveTheMomentsOfTheInterval()
    {
        const int Count = 1 << 20;
        var values = Take(Stream, Count, 0, normal: false);
        values.ShouldAllBeInRange(0f, 0.99999994f);
        // Five standard errors: √(1/12/n) of the mean, √(1/180/n) of the variance.
        values.Average(x => (double)x).Should().BeApproximately(0.5, 5 * Math.Sqrt(1 / 12.0 / Count));
        values.Average(x => (x - 0.5) * (x - 0.5)).Should().BeApproximately(1 / 12.0, 5 * Math.Sqrt(1 / 180.0 / Count));

        var doubles = new double[Count];
        Stream.FillUniform(doubles);
        doubles.ShouldAllBeInRange(0, 1 - 1e-16);
        doubles.Average().Should().BeApproximately(0.5, 5 * Math.Sqrt(1 / 12.0 / Count));
    }

    [Fact]
    public void NormalsHaveTheMomentsAndTheTailsOfTheGaussian()
    {
        const int Count = 1 << 20;
        var values = Take(Stream, Count, 0, normal: true);
        values.ShouldAllBeFinite();
        // Standard errors √(var(xᵏ)/n) with E x⁴ = 3, E x⁶ = 15, E x⁸ = 105.
        values.Average(x => (double)x).Should().BeApproximately(0, 5 * Math.Sqrt(1.0 / Count));
        values.Average(x => (double)x * x).Should().BeApproximately(1, 5 * Math.Sqrt(2.0 / Count));
        values.Average(x => Math.Pow(x, 3)).Should().BeApproximately(0, 5 * Math.Sqrt(15.0 / Count));
        values.Average(x => Math.Pow(x, 4)).Should().BeApproximately(3, 5 * Math.Sqrt(96.0 / Count));
        foreach ((var edge, var share) in new[] { (-3.0, 0.001349898), (-1.0, 0.158655254), (0.5, 0.691462461), (2.0, 0.977249868), (3.5, 0.999767371) })
            (values.Count(x => x < edge) / (double)Count).Should().BeApproximately(share, 5 * Math.Sqrt(share * (1 - share) / Count));
        // Neighbours in the order of the stream, and the two of a pair, which stand 16 apart.
        foreach (var distance in new[] { 1, 16, 32, 64 })
        {
            Enumerable.Range(0, Count - distance).Average(i => (double)values[i] * values[i + distance])
                .Should().BeApproximately(0, 5 * Math.Sqrt(1.0 / Count));
        }
    }

    [Fact]
    public void NormalsAreTheBoxMullerTransformOfTheWords()
    {
        // The words behind the first chunk, through uniforms of the same stream: their upper 24 bits.
        var uniforms = Take(Stream, 64, 0, normal: false);
        var normals = Take(Stream, 64, 0, normal: true);
        for (var pair = 0; pair < 32; pair++)
        {
            var i = pair < 16 ? pair : pair + 16;
            var radius = Math.Sqrt(-2 * Math.Log(uniforms[i] + Math.Pow(2, -25)));
            var angle = 2 * Math.PI * uniforms[i + 16];
            var error = 1e-5 + (1e-7 / Math.Max(uniforms[i], 1e-6));
            normals[i].Should().BeApproximately(radius * Math.Cos(angle), error);
            normals[i + 16].Should().BeApproximately(radius * Math.Sin(angle), error);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void IntegersAreUniform(int bound)
    {
        const int Count = 200_000;
        var counts = new int[bound];
        for (var i = 0; i < Count; i++)
            counts[Stream.Integer(i, bound)]++;
        var expected = (double)Count / bound;
        var chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);
        // Mean bound − 1, variance 2(bound − 1).
        chiSquare.Should().BeInRange(0, bound - 1 + (5 * Math.Sqrt(2.0 * (bound - 1))));
    }

    [Fact]
    public void IntegersStayBelowAnyBound()
    {
        for (var i = 0; i < 1000; i++)
            Stream.Integer(i, int.MaxValue).Should().BeInRange(0, int.MaxValue - 1);
        FluentActions.Invoking(() => Stream.Integer(0, 0)).Should().ThrowExactly<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void EveryPermutationIsAsLikely()
    {
        var counts = new Dictionary<string, int>();
        for (var row = 0; row < 24_000; row++)
        {
            char[] letters = ['a', 'b', 'c', 'd'];
            new RandomStream(9, RandomPurpose.RowOrder, 0, (ulong)row).Shuffle<char>(letters);
            string order = new(letters);
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        counts.Should().HaveCount(24);
        // 1000 ± 5 standard errors.
        counts.Values.ShouldAllBeInRange(845, 1155);
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
        var last = new float[2];
        Stream.FillNormal(last, (4L << 32) - 2);
        last.ShouldAllBeFinite();
        last.ShouldNotContain(0);
    }

    private static float[] Take(RandomStream stream, int count, long start, bool normal)
    {
        var values = new float[count];
        if (normal)
            stream.FillNormal(values, start);
        else
            stream.FillUniform(values, start);
        return values;
    }
}
