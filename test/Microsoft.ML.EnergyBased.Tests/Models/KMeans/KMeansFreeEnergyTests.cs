using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public class KMeansFreeEnergyTests
{
    private const int Count = 50;
    private const int Dimension = 6;
    private const int K = 9;

    private static readonly float[] Rows = Normals(1, Count * Dimension);
    private static readonly float[] Prototypes = Normals(2, K * Dimension);

    [Theory]
    [InlineData(0.01f)]
    [InlineData(0.3f)]
    [InlineData(1f)]
    [InlineData(10f)]
    [InlineData(1000f)]
    public void EverythingEqualsItsFormula(float beta)
    {
        var energy = new KMeansEnergy(Prototypes, K, Dimension, beta);
        var energies = new float[Count];
        var scores = new float[Count * K];
        var responsibilities = new float[Count * K];
        var means = new float[Count * Dimension];
        var shares = new float[Count * Dimension];
        energy.Energy(Rows, energies);
        energy.Scores(Rows, scores);
        energy.Latent(Rows, responsibilities);
        energy.Reconstruct(Rows, means);
        energy.FeatureEnergy(Rows, shares);
        for (var i = 0; i < Count; i++)
        {
            var e = scores.Skip(i * K).Take(K).Select(x => (double)x).ToArray();
            var least = e.Min();
            var sum = e.Sum(x => Math.Exp(-beta * (x - least)));
            var free = least - (Math.Log(sum) / beta);
            energies[i].Should().BeApproximately(free, 1e-6 * Math.Max(1, Math.Abs(free)));

            var r = e.Select(x => Math.Exp(-beta * (x - least)) / sum).ToArray();
            for (var z = 0; z < K; z++)
                responsibilities[(i * K) + z].Should().BeApproximately(r[z], 1e-7);
            responsibilities.Skip(i * K).Take(K).Sum(x => (double)x).Should().BeApproximately(1, 1e-6);

            double total = 0;
            for (var j = 0; j < Dimension; j++)
            {
                var mean = Enumerable.Range(0, K).Sum(z => r[z] * Prototypes[(z * Dimension) + j]);
                means[(i * Dimension) + j].Should().BeApproximately(mean, 1e-5);
                total += shares[(i * Dimension) + j];
            }
            total.Should().BeApproximately(free, 1e-5 * Math.Max(1, Math.Abs(free)));
        }
    }

    [Fact]
    public void TendsToTheMinimumAsBetaGrows()
    {
        var minima = Energies(float.PositiveInfinity);
        var before = double.PositiveInfinity;
        foreach (var beta in new[] { 0.1f, 1f, 10f, 100f, 1e4f, 1e8f, 1e30f })
        {
            var energies = Energies(beta);
            var gap = Enumerable.Range(0, Count).Max(i => (double)minima[i] - energies[i]);
            // The sum is at least its greatest term and at most K times that.
            gap.Should().BeInRange(0, Math.Log(K) / beta * (1 + 1e-6));
            gap.Should().BeLessThanOrEqualTo(before);
            before = gap;
        }
        Energies(1e30f).ShouldEqual(minima);
    }

    [Theory]
    [InlineData(1e-2f, 2e-1)]
    [InlineData(1e-3f, 2e-2)]
    public void TendsToTheMeanLessTheEntropyAsBetaVanishes(float beta, double tolerance)
    {
        var energies = Energies(beta);
        var scores = new float[Count * K];
        new KMeansEnergy(Prototypes, K, Dimension, beta).Scores(Rows, scores);
        for (var i = 0; i < Count; i++)
        {
            var e = scores.Skip(i * K).Take(K).Select(x => (double)x).ToArray();
            var mean = e.Average();
            var variance = e.Average(x => (x - mean) * (x - mean));
            var limit = energies[i] + (Math.Log(K) / beta);
            limit.Should().BeApproximately(mean, tolerance * Math.Max(1, variance));
            // The next term of the expansion: −β/2 times the variance of E.
            limit.Should().BeApproximately(mean - (beta / 2 * variance), tolerance / 10 * Math.Max(1, variance));
        }
    }

    [Fact]
    public void FarRowsDoNotVanish()
    {
        // e^{−βE} is 0 in any precision here.
        float[] rows = [1000, 1000, -4000, 0];
        var energy = new KMeansEnergy([0, 0, 1, 1, 1, 1], 3, 2, 5);
        var energies = new float[2];
        var responsibilities = new float[6];
        energy.Energy(rows, energies);
        energy.Latent(rows, responsibilities);
        energies[0].Should().BeApproximately((999 * 999 * 2) - (Math.Log(2) / 5), 0.2);
        energies[1].Should().BeApproximately(16e6, 5e-3);
        responsibilities.ShouldEqual([0, 0.5f, 0.5f, 1, 0, 0]);
    }

    [Fact]
    public void OnePrototypeHasTheSameEnergyAtEveryTemperature()
    {
        var prototype = Prototypes[..Dimension];
        var expected = new float[Count];
        new KMeansEnergy(prototype, 1, Dimension).Energy(Rows, expected);
        var energies = new float[Count];
        new KMeansEnergy(prototype, 1, Dimension, 0.2f).Energy(Rows, energies);
        energies.ShouldEqual(expected);
    }

    [Theory]
    [InlineData(0.2f)]
    [InlineData(1f)]
    [InlineData(5f)]
    [InlineData(float.PositiveInfinity)]
    public void TheGradientIsThatOfTheEnergy(float beta)
    {
        var energy = new KMeansEnergy(Prototypes, K, Dimension, beta);
        var energies = new float[Count];
        var gradients = new float[Count * Dimension];
        var again = new float[Count];
        energy.Gradient(Rows, again, gradients);
        energy.Energy(Rows, energies);
        again.ShouldEqual(energies);

        const double Step = 1e-4;
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < Dimension; j++)
            {
                var above = FreeEnergy(Rows, i, j, Step, beta);
                var below = FreeEnergy(Rows, i, j, -Step, beta);
                gradients[(i * Dimension) + j].Should().BeApproximately((above - below) / (2 * Step), 1e-4);
            }
        }
    }

    [Fact]
    public void AtZeroTemperatureTheWinnerHasItAll()
    {
        var energy = new KMeansEnergy(Prototypes, K, Dimension);
        var winners = new int[Count];
        var minima = new float[Count];
        var responsibilities = new float[Count * K];
        var reconstructions = new float[Count * Dimension];
        var shares = new float[Count * Dimension];
        energy.Infer(Rows, winners, minima);
        energy.Latent(Rows, responsibilities);
        energy.Reconstruct(Rows, reconstructions);
        energy.FeatureEnergy(Rows, shares);
        for (var i = 0; i < Count; i++)
        {
            for (var z = 0; z < K; z++)
                responsibilities[(i * K) + z].Should().Be(z == winners[i] ? 1 : 0);
            reconstructions.Skip(i * Dimension).Take(Dimension).ShouldEqual(Prototypes.Skip(winners[i] * Dimension).Take(Dimension));
            shares.Skip(i * Dimension).Take(Dimension).Sum().Should().BeApproximately(minima[i], 1e-5f);
        }
    }

    [Fact]
    public void AMeanFarFromTheOriginKeepsItsDigits()
    {
        float[] prototypes = [1e6f, 1e6f + 1];
        var energy = new KMeansEnergy(prototypes, 2, 1, 1);
        var reconstruction = new float[3];
        energy.Reconstruct([1e6f + 0.5f, 1e6f + 20, 1e6f - 20], reconstruction);
        reconstruction.ShouldEqual([1e6f + 0.5f, 1e6f + 1, 1e6f]);
    }

    private static double FreeEnergy(float[] rows, int i, int moved, double step, float beta)
    {
        var e = new double[K];
        for (var z = 0; z < K; z++)
        {
            for (var j = 0; j < Dimension; j++)
            {
                var difference = rows[(i * Dimension) + j] + (j == moved ? step : 0) - Prototypes[(z * Dimension) + j];
                e[z] += difference * difference;
            }
        }
        var least = e.Min();
        return float.IsPositiveInfinity(beta) ? least : least - (Math.Log(e.Sum(x => Math.Exp(-beta * (x - least)))) / beta);
    }

    private static float[] Energies(float beta)
    {
        var energies = new float[Count];
        new KMeansEnergy(Prototypes, K, Dimension, beta).Energy(Rows, energies);
        return energies;
    }

    private static float[] Normals(ulong seed, int count)
    {
        var values = new float[count];
        new RandomStream(seed, RandomPurpose.RowOrder).FillNormal(values);
        return values;
    }
}
