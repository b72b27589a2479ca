using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public class KMeansEnergyTests
{
    public static TheoryData<int, int> Shapes
    {
        get
        {
            var shapes = new TheoryData<int, int>();
            foreach (var dimension in new[] { 1, 2, 3, 4, 7, 8, 13, 16, 30, 64, 100, 256 })
            {
                foreach (var prototypes in new[] { 1, 2, 3, 10, 32, 33, 70 })
                    shapes.Add(dimension, prototypes);
            }
            return shapes;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void WinnersAndEnergiesEqualTheScalarMinimum(int dimension, int prototypes)
    {
        const int Count = 100;
        var rows = Normals(1, Count * dimension);
        var energy = new KMeansEnergy(Normals(2, prototypes * dimension), prototypes, dimension);
        var winners = new int[Count];
        var minima = new float[Count];
        energy.Infer(rows, winners, minima);
        for (var i = 0; i < Count; i++)
        {
            var exact = Enumerable.Range(0, prototypes).Select(z => Distance(rows, i, energy.Prototypes, z, dimension)).ToArray();
            winners[i].Should().Be(Array.IndexOf(exact, exact.Min()));
            minima[i].Should().BeApproximately(exact.Min(), exact.Min() * 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void EveryWayToAskGivesTheSameBits(int dimension, int prototypes)
    {
        const int Count = 131;
        var rows = Normals(3, Count * dimension);
        var energy = new KMeansEnergy(Normals(4, prototypes * dimension), prototypes, dimension);
        var energies = new float[Count];
        var minima = new float[Count];
        var scores = new float[Count * prototypes];
        var winners = new int[Count];
        energy.Energy(rows, energies);
        energy.Infer(rows, winners, minima);
        energy.Scores(rows, scores);
        AssertSameBits(energies, minima);
        for (var i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> own = scores.AsSpan(i * prototypes, prototypes);
            own[winners[i]].Should().Be(energies[i]);
            own.ToArray().Min().Should().Be(energies[i]);
        }

        // One row, and blocks of other sizes.
        foreach (var size in new[] { 1, 2, 3, 5, 48, 50 })
        {
            var again = new float[Count];
            for (var i = 0; i < Count; i += size)
            {
                var length = Math.Min(size, Count - i);
                energy.Energy(rows.AsSpan(i * dimension, length * dimension), again.AsSpan(i, length));
            }
            AssertSameBits(energies, again);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(-100000)]
    public void DataFarFromTheOriginLosesNothing(float mean)
    {
        const int Count = 500, Dimension = 64, Prototypes = 40;
        var rows = Normals(5, Count * Dimension).Select(x => x + mean).ToArray();
        var energy = new KMeansEnergy(Normals(6, Prototypes * Dimension).Select(x => x + mean).ToArray(), Prototypes, Dimension);
        var winners = new int[Count];
        var minima = new float[Count];
        energy.Infer(rows, winners, minima);
        for (var i = 0; i < Count; i++)
        {
            var exact = Enumerable.Range(0, Prototypes).Select(z => Distance(rows, i, energy.Prototypes, z, Dimension)).ToArray();
            minima[i].Should().BeApproximately(exact.Min(), exact.Min() * 1e-6);
            exact[winners[i]].Should().BeApproximately(exact.Min(), exact.Min() * 1e-6);
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(30000)]
    public void TwoGroupsFarApartLoseNothing(float distance)
    {
        // The mean of the prototypes is near the origin, so that centring cannot help: ‖w‖² − 2yᵀw is rounded to more
        // than the energies that it should tell apart.
        const int Count = 400, Dimension = 64, Prototypes = 40;
        var rows = Normals(13, Count * Dimension).Select((x, i) => x + (i / Dimension % 2 == 0 ? distance : -distance)).ToArray();
        var prototypes = Normals(14, Prototypes * Dimension).Select((x, i) => (0.1f * x) + (i / Dimension % 2 == 0 ? distance : -distance)).ToArray();
        var energy = new KMeansEnergy(prototypes, Prototypes, Dimension);
        var winners = new int[Count];
        var minima = new float[Count];
        energy.Infer(rows, winners, minima);
        for (var i = 0; i < Count; i++)
        {
            var exact = Enumerable.Range(0, Prototypes).Select(z => Distance(rows, i, energy.Prototypes, z, Dimension)).ToArray();
            minima[i].Should().BeApproximately(exact.Min(), exact.Min() * 1e-6);
            exact[winners[i]].Should().BeApproximately(exact.Min(), exact.Min() * 1e-6);
        }
    }

    [Fact]
    public void TheLowestIndexWinsATie()
    {
        float[] prototypes = [3, 3, 1, 1, -1, 1, 1, 1, -1, 1];
        var energy = new KMeansEnergy(prototypes, 5, 2);
        float[] rows = [1, 1, 0, 1, -1, 1, 2, 2, 0, 0, 0, -5];
        var winners = new int[6];
        energy.Infer(rows, winners, new float[6]);
        winners.ShouldEqual([1, 1, 2, 0, 1, 1]);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0.5f)]
    public void ABadRowIsNaNAndItsNeighboursAreUntouched(float beta)
    {
        const int Count = 20, Dimension = 5, Prototypes = 6;
        var energy = new KMeansEnergy(Normals(7, Prototypes * Dimension), Prototypes, Dimension, beta);
        var good = Normals(8, Count * Dimension);
        float[] bad = [.. good];
        bad[(3 * Dimension) + 4] = float.NaN;
        bad[(7 * Dimension) + 1] = float.PositiveInfinity;
        bad[11 * Dimension] = float.NegativeInfinity;
        int[] badRows = [3, 7, 11];

        void Compare(int width, Action<float[], float[]> compute)
        {
            var expected = new float[Count * width];
            var actual = new float[Count * width];
            compute(good, expected);
            compute(bad, actual);
            for (var i = 0; i < Count; i++)
            {
                var own = actual[(i * width)..((i + 1) * width)];
                if (badRows.Contains(i))
                    own.ShouldAllEqual(float.NaN);
                else
                    AssertSameBits(expected[(i * width)..((i + 1) * width)], own);
            }
        }

        Compare(1, (rows, output) => energy.Energy(rows, output));
        Compare(1, (rows, output) => energy.Infer(rows, new int[Count], output));
        Compare(Prototypes, (rows, output) => energy.Scores(rows, output));
        Compare(Prototypes, (rows, output) => energy.Latent(rows, output));
        Compare(Dimension, (rows, output) => energy.Reconstruct(rows, output));
        Compare(Dimension, (rows, output) => energy.FeatureEnergy(rows, output));
        Compare(Dimension, (rows, output) => energy.Gradient(rows, new float[Count], output));
        Compare(1, (rows, output) => energy.Gradient(rows, output, new float[Count * Dimension]));

        var winners = new int[Count];
        energy.Infer(bad, winners, new float[Count]);
        Enumerable.Range(0, Count).Where(i => winners[i] == -1).ShouldEqual(badRows);
    }

    [Fact]
    public void EnergiesThatOverflowAreInfiniteNotNaN()
    {
        var energy = new KMeansEnergy([0, 0, 1, 1], 2, 2);
        float[] rows = [1e30f, 1e30f, 1, 1, 2e19f, 0, 0, 0, 1, 0];
        var energies = new float[5];
        energy.Energy(rows, energies);
        energies.ShouldEqual([float.PositiveInfinity, 0, float.PositiveInfinity, 0, 1]);
    }

    public static TheoryData<Refusal> ShapesAreCheckedCases
    {
        get
        {
            var energy = new KMeansEnergy([0, 0, 1, 1], 2, 2);
            return new()
            {
                Refusal.Of<ArgumentException>(() => energy.Energy(new float[3], new float[2])),
                Refusal.Of<ArgumentException>(() => energy.Infer(new float[4], new int[2], new float[1])),
                Refusal.Of<ArgumentException>(() => energy.Infer(new float[4], new int[1], new float[1])),
                Refusal.Of<ArgumentException>(() => energy.Scores(new float[4], new float[3])),
                Refusal.Of<ArgumentException>(() => energy.Scores(new float[3], new float[3])),
                Refusal.Of<ArgumentException>(() => energy.Latent(new float[4], new float[2])),
                Refusal.Of<ArgumentException>(() => energy.Reconstruct(new float[4], new float[2])),
                Refusal.Of<ArgumentException>(() => energy.FeatureEnergy(new float[4], new float[6])),
                Refusal.Of<ArgumentException>(() => energy.Gradient(new float[4], new float[2], new float[2])),
            };
        }
    }

    [Theory]
    [MemberData(nameof(ShapesAreCheckedCases))]
    public void ShapesAreChecked(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void NoRowsAreNoMistake()
    {
        var energy = new KMeansEnergy([0, 0, 1, 1], 2, 2);
        energy.Energy([], []);
    }

    public static TheoryData<Refusal> TheConstructorRefusesWhatMakesNoSenseCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>("numberOfPrototypes", () => new KMeansEnergy([], 0, 2)),
        Refusal.Of<ArgumentOutOfRangeException>("dimension", () => new KMeansEnergy([], 1, 0)),
        Refusal.Of<ArgumentException>("prototypes", () => new KMeansEnergy([1], 1, 2)),
        Refusal.Of<ArgumentException>("prototypes", () => new KMeansEnergy([1, float.NaN], 1, 2)),
    };

    [Theory]
    [MemberData(nameof(TheConstructorRefusesWhatMakesNoSenseCases))]
    public void TheConstructorRefusesWhatMakesNoSense(Refusal refusal) => refusal.ShouldHappen();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void AnInverseTemperatureIsPositive(float beta)
        => FluentActions.Invoking(() => new KMeansEnergy([1, 2], 1, 2, beta))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("inverseTemperature");

    [Fact]
    public void ThePrototypesAreCopied()
    {
        float[] prototypes = [0, 0, 1, 1];
        var energy = new KMeansEnergy(prototypes, 2, 2);
        prototypes[0] = 100;
        var energies = new float[1];
        energy.Energy([0, 0], energies);
        energies[0].Should().Be(0);
        energy.ToString().Should().Be("KMeansEnergy(K = 2, d = 2, β = ∞)");
        new KMeansEnergy(prototypes, 2, 2, 0.5f).ToString().Should().Be("KMeansEnergy(K = 2, d = 2, β = 0.5)");
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(2)]
    public void NothingIsAllocatedAfterTheFirstCall(float beta)
    {
        const int Count = 300, Dimension = 20, Prototypes = 30;
        var energy = new KMeansEnergy(Normals(9, Prototypes * Dimension), Prototypes, Dimension, beta);
        var rows = Normals(10, Count * Dimension);
        var energies = new float[Count];
        var wide = new float[Count * Prototypes];
        var winners = new int[Count];
        void Compute()
        {
            energy.Energy(rows, energies);
            energy.Infer(rows, winners, energies);
            energy.Infer(rows.AsSpan(0, Dimension), winners.AsSpan(0, 1), energies.AsSpan(0, 1));
            energy.Scores(rows, wide);
            energy.Latent(rows, wide);
            energy.Reconstruct(rows, wide.AsSpan(0, rows.Length));
            energy.FeatureEnergy(rows, wide.AsSpan(0, rows.Length));
            energy.Gradient(rows, energies, wide.AsSpan(0, rows.Length));
        }
        Compute();
        Allocation.Of(Compute).Should().Be(0);
    }

    [Fact]
    public void ThreadsMayShareAnEnergy()
    {
        const int Count = 4000, Dimension = 10, Prototypes = 20;
        var energy = new KMeansEnergy(Normals(11, Prototypes * Dimension), Prototypes, Dimension, 1.5f);
        var rows = Normals(12, Count * Dimension);
        var expected = new float[Count];
        energy.Energy(rows, expected);
        Parallel.For(0, 16, _ =>
        {
            var energies = new float[Count];
            energy.Energy(rows, energies);
            AssertSameBits(expected, energies);
        });
    }

    private static double Distance(float[] rows, int i, ReadOnlySpan<float> prototypes, int z, int dimension)
    {
        double sum = 0;
        for (var j = 0; j < dimension; j++)
        {
            var difference = (double)rows[(i * dimension) + j] - prototypes[(z * dimension) + j];
            sum += difference * difference;
        }
        return sum;
    }

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
        => MemoryMarshal.Cast<float, int>(actual).ToArray().ShouldEqual(MemoryMarshal.Cast<float, int>(expected).ToArray());

    private static float[] Normals(ulong seed, int count)
    {
        var values = new float[count];
        new RandomStream(seed, RandomPurpose.RowOrder).FillNormal(values);
        return values;
    }
}
