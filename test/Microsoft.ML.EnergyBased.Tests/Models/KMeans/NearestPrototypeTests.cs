using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

/// <summary>Winners where squares, scores and margins overflow, in registers of each width: always one of the prototypes, and the nearest as far as Single can tell.</summary>
public unsafe class NearestPrototypeTests
{
    private const int Rows = 50;

    public static TheoryData<int, float> Magnitudes
    {
        get
        {
            var magnitudes = new TheoryData<int, float>();
            foreach (var width in new[] { 8, 16, 32 })
            {
                foreach (var magnitude in new[] { 1e-30f, 1e-20f, 1e15f, 1e17f, 1e18f, 1e19f, 3e19f, 1e20f, 1e21f, 1e25f, 1e30f, 3e38f })
                    magnitudes.Add(width, magnitude);
            }
            return magnitudes;
        }
    }

    [Theory]
    [MemberData(nameof(Magnitudes))]
    public void WinnersAreThoseOfThePlainMinimum(int panelWidth, float magnitude)
    {
        foreach (var dimension in new[] { 1, 2, 4, 7, 64, 300 })
        {
            foreach (var count in new[] { 1, 2, 5, 9, 33 })
            {
                // Prototypes and rows as large; the ones alone; and about a far centre.
                AssertWinners(Uniforms(1, count, dimension, magnitude, 0), Uniforms(2, Rows, dimension, magnitude, 0), count, dimension, panelWidth);
                AssertWinners(Uniforms(1, count, dimension, magnitude, 0), Uniforms(2, Rows, dimension, 1, 0), count, dimension, panelWidth);
                AssertWinners(Uniforms(1, count, dimension, 1, 0), Uniforms(2, Rows, dimension, magnitude, 0), count, dimension, panelWidth);
                AssertWinners(Uniforms(1, count, dimension, 1e-3f * magnitude, magnitude), Uniforms(2, Rows, dimension, 1e-3f * magnitude, magnitude), count, dimension, panelWidth);
            }
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    public void MagnitudesMayBeMixed(int panelWidth)
    {
        foreach (var dimension in new[] { 1, 3, 8, 70 })
        {
            foreach (var count in new[] { 2, 5, 33 })
                AssertWinners(Mixed(1, count * dimension), Mixed(2, Rows * dimension), count, dimension, panelWidth);
        }
    }

    [Fact]
    public void AMillionValuesThatAreLargeTogether()
    {
        const int Dimension = 1_000_000;
        var prototypes = new float[2 * Dimension];
        prototypes.AsSpan(0, Dimension).Fill(1.95e16f);
        prototypes.AsSpan(Dimension).Fill(-1.95e16f);
        var rows = new float[4 * Dimension];
        rows.AsSpan(Dimension, Dimension).Fill(-1e16f);
        var nearest = new NearestPrototype(prototypes, 2, Dimension);
        var winners = new int[4];
        var minima = new float[4];
        nearest.Find(rows, winners, minima);
        winners.ShouldEqual([0, 1, 0, 0]);
        minima[1].Should().BeApproximately(9.025e37, 1e35);
        new float[] { minima[0], minima[2], minima[3] }.ShouldAllEqual(float.PositiveInfinity);
    }

    [Fact]
    public void ARowThatIsNotFiniteHasNoWinner()
    {
        var nearest = new NearestPrototype([0, 1e20f, -1e20f], 3, 1);
        var winners = new int[5];
        var minima = new float[5];
        nearest.Find([float.NaN, 1e20f, float.PositiveInfinity, float.NegativeInfinity, 3e38f], winners, minima);
        winners.ShouldEqual([-1, 1, -1, -1, 0]);
        minima.ShouldEqual([float.NaN, 0, float.NaN, float.NaN, float.PositiveInfinity]);
    }

    private static void AssertWinners(float[] prototypes, float[] rows, int count, int dimension, int panelWidth)
    {
        var nearest = new NearestPrototype(prototypes, count, dimension, panelWidth);
        var winners = new int[Rows];
        var minima = new float[Rows];
        nearest.Find(rows, winners, minima);
        int[] order = [.. Enumerable.Range(0, Rows).Reverse()];
        var gathered = new int[Rows];
        var least = new float[Rows];
        var seconds = new float[Rows];
        fixed (float* all = rows, minimum = least, second = seconds)
        {
            fixed (int* indices = order, found = gathered)
            {
                const int Most = NearestPrototype.GatherCapacity;
                nearest.FindGathered(all, indices, Most, found, minimum, second);
                nearest.FindGathered(all, indices + Most, Rows - Most, found + Most, minimum + Most, second + Most);
            }
        }
        for (var i = 0; i < Rows; i++)
        {
            var winner = -1;
            var expected = float.PositiveInfinity;
            for (var z = 0; z < count; z++)
            {
                var distance = Distance(i, z);
                if (distance < expected || winner < 0)
                    (expected, winner) = (distance, z);
            }
            (winners[i], minima[i]).Should().Be(((int, float))(winner, expected));
            (gathered[Rows - 1 - i], least[Rows - 1 - i]).Should().Be(((int, float))(winner, expected));
            for (var z = 0; z < count; z++)
                (z == winner || Distance(i, z) >= seconds[Rows - 1 - i]).Should().BeTrue();
        }

        float Distance(int row, int z)
            => VectorMath.SquaredDistance(rows.AsSpan(row * dimension, dimension), prototypes.AsSpan(z * dimension, dimension));
    }

    private static float[] Uniforms(ulong seed, int rows, int dimension, float width, float centre)
    {
        var values = new float[rows * dimension];
        new RandomStream(seed, RandomPurpose.RowOrder).FillUniform(values);
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)Math.Clamp(centre + (width * (values[i] - 0.5)), -float.MaxValue, float.MaxValue);
        return values;
    }

    // Between 1e−20 and 1e20, of either sign.
    private static float[] Mixed(ulong seed, int count)
    {
        var stream = new RandomStream(seed, RandomPurpose.RowOrder);
        return [.. Enumerable.Range(0, count).Select(i => (float)(Math.Pow(10, 40 * (stream.Uniform(2 * i) - 0.5)) * Math.Sign(stream.Uniform((2 * i) + 1) - 0.5)))];
    }
}
