using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.NearestNeighbor;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.NearestNeighbor;

public class NearestNeighborEnergyTests
{
    [Theory]
    [InlineData(1, 1, 1, 0)]
    [InlineData(7, 3, 7, 0)]
    [InlineData(128, 2, 5, 0)]
    [InlineData(129, 1, 3, 1e6f)]
    [InlineData(700, 2, 10, 100)]
    [InlineData(700, 3, 1, 0)]
    [InlineData(900, 17, 5, 0)]
    [InlineData(500, 64, 20, 1000)]
    [InlineData(300, 130, 300, 0)]
    public void TheNeighborsAreThoseOfAllDistances(int count, int dimension, int k, float offset)
    {
        float[] points = [.. Rows.Normals(count * dimension, seed: 3).Select(x => x + offset)];
        float[] rows = [.. Rows.Normals(70 * dimension, seed: 4).Select(x => (2 * x) + offset), .. points[..dimension]];
        var energy = new NearestNeighborEnergy(points, [], dimension, k, NeighborAggregation.KthDistance, float.PositiveInfinity);
        var neighbors = new int[71 * k];
        float[] distances = new float[71 * k], energies = new float[71];
        energy.FindNeighbors(rows, neighbors, distances);
        energy.Energy(rows, energies);
        for (var i = 0; i < 71; i++)
        {
            var row = rows[(i * dimension)..((i + 1) * dimension)];
            var expected = Enumerable.Range(0, count).Select(z => (Index: z, Distance: Distance(row, points, z))).OrderBy(p => p.Distance).Take(k).ToArray();
            for (var z = 0; z < k; z++)
            {
                ((double)distances[(i * k) + z]).Should().BeApproximately(expected[z].Distance, 2e-6 * expected[z].Distance);
                // The same row, or one as near as rounding can tell.
                Distance(row, points, neighbors[(i * k) + z]).Should().BeApproximately(expected[z].Distance, 1e-5 * expected[z].Distance);
            }
            neighbors.AsSpan(i * k, k).ToArray().Should().OnlyHaveUniqueItems();
            energies[i].Should().Be(distances[(i * k) + k - 1]);

            // By itself and in a block: the same bits.
            var own = new int[k];
            var ownDistances = new float[k];
            energy.FindNeighbors(row, own, ownDistances);
            own.ShouldEqual(neighbors[(i * k)..((i + 1) * k)]);
            ownDistances.ShouldEqual(distances[(i * k)..((i + 1) * k)]);
        }
        distances[70 * k].Should().Be(0);
    }

    [Fact]
    public void OfEqualDistancesTheFirstIsTheNearest()
    {
        float[] points = [.. Enumerable.Range(0, 600).SelectMany(i => new float[] { i % 3, 0 })];
        var energy = new NearestNeighborEnergy(points, [], 2, 5, NeighborAggregation.KthDistance, float.PositiveInfinity);
        var neighbors = new int[5];
        energy.FindNeighbors([1, 1], neighbors, new float[5]);
        neighbors.ShouldEqual([1, 4, 7, 10, 13]);
    }

    [Theory]
    [InlineData(0.1f, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    [InlineData(1e4f, true)]
    public void FreeEnergiesAreThoseOfTheirDefinition(float beta, bool weighted)
    {
        const int Count = 60, Dimension = 3, K = 7;
        var points = Rows.Normals(Count * Dimension, seed: 5);
        float[] weights = weighted ? [.. Enumerable.Range(0, Count).Select(i => 0.5f + (i % 3 / 2f))] : [];
        var energy = new NearestNeighborEnergy(points, weights, Dimension, K, NeighborAggregation.FreeEnergy, beta);
        var rows = Rows.Normals(20 * Dimension, seed: 6);
        float[] energies = new float[20], latents = new float[20 * K], means = new float[rows.Length], shares = new float[rows.Length];
        energy.Infer(rows, energies, latents, means, default);
        energy.FeatureEnergy(rows, shares);
        for (var i = 0; i < 20; i++)
        {
            var row = rows[(i * Dimension)..((i + 1) * Dimension)];
            var nearest = Enumerable.Range(0, Count).Select(z => (Index: z, Distance: Distance(row, points, z))).OrderBy(p => p.Distance).Take(K).ToArray();
            var least = nearest[0].Distance;
            double[] terms = [.. nearest.Select(p => (weighted ? weights[p.Index] : 1) * Math.Exp(-beta * (p.Distance - least)))];
            var expected = least - (Math.Log(terms.Sum() / K) / beta);
            ((double)energies[i]).Should().BeApproximately(expected, 1e-5 * (1 + Math.Abs(expected)));
            for (var z = 0; z < K; z++)
                ((double)latents[(i * K) + z]).Should().BeApproximately(terms[z] / terms.Sum(), 2e-5 * (1 + (beta * nearest[z].Distance * 1e-2)));
            for (var j = 0; j < Dimension; j++)
                ((double)means[(i * Dimension) + j]).Should().BeApproximately(Enumerable.Range(0, K).Sum(z => latents[(i * K) + z] * (double)points[(nearest[z].Index * Dimension) + j]), 1e-5);
            ((double)shares.AsSpan(i * Dimension, Dimension).ToArray().Sum()).Should().BeApproximately(energies[i], 1e-5 * (1 + Math.Abs(energies[i])));
        }
    }

    [Theory]
    [InlineData(NeighborAggregation.FreeEnergy)]
    [InlineData(NeighborAggregation.KthDistance)]
    public void TheGradientIsThatOfFiniteDifferences(NeighborAggregation aggregation)
    {
        const int Dimension = 4;
        var points = Rows.Normals(200 * Dimension, seed: 7);
        var energy = new NearestNeighborEnergy(points, [], Dimension, 5, aggregation, aggregation == NeighborAggregation.KthDistance ? float.PositiveInfinity : 2);
        float[] row = [0.3f, -0.2f, 0.7f, 1.1f], gradient = new float[Dimension], one = new float[1];
        energy.Gradient(row, one, gradient);
        for (var j = 0; j < Dimension; j++)
        {
            const float Step = 1e-2f;
            float[] up = [.. row], down = [.. row];
            (up[j], down[j]) = (up[j] + Step, down[j] - Step);
            ((double)gradient[j]).Should().BeApproximately((One(energy, up) - One(energy, down)) / (2 * Step), 5e-3);
        }
    }

    [Fact]
    public void RowsThatAreNoneTouchNoOther()
    {
        var points = Rows.Normals(300 * 2, seed: 8);
        var energy = new NearestNeighborEnergy(points, [], 2, 3, NeighborAggregation.FreeEnergy, 1);
        float[] energies = new float[5], alone = new float[1], latents = new float[15];
        energy.Infer([float.NaN, 0, 1, 1, float.PositiveInfinity, 0, 3e38f, -3e38f, 1e19f, 0], energies, latents, default, default);
        energy.Energy([1, 1], alone);
        energies.ShouldEqual([float.NaN, alone[0], float.NaN, float.PositiveInfinity, energies[4]]);
        latents[..3].ShouldAllEqual(float.NaN);
        energies[4].Should().BeGreaterThan(9e37f);
    }

    [Fact]
    public void ACompletionIsTheMeanOfTheNeighborsByWhatIsObserved()
    {
        // Two groups, told apart by the first value.
        float[] points = [0, 10, 0.1f, 11, 0.2f, 12, 5, -3, 5.1f, -4, 5.2f, -5];
        var energy = new NearestNeighborEnergy(points, [], 2, 3, NeighborAggregation.KthDistance, float.PositiveInfinity);
        float[] answer = new float[2], found = new float[1];
        energy.Complete([0.1f, float.NaN], answer, found, out var search).Should().Be(1);
        answer.ShouldEqual([0.1f, 11]);
        found[0].Should().Be(One(energy, answer));
        search.Converged.Should().BeTrue();
        energy.Complete([float.NaN, -4], answer, found, out _).Should().Be(1);
        answer[0].Should().BeApproximately(5.1f, 1e-5f);
        energy.Complete([float.NaN, float.NaN], answer, found, out _).Should().Be(0);

        // By their weights at finite β, which means the same however many values are observed.
        var free = new NearestNeighborEnergy(points, [], 2, 3, NeighborAggregation.FreeEnergy, 8);
        free.Complete([0.05f, float.NaN], answer, found, out _).Should().Be(1);
        double[] weights = [.. new[] { 0.05, 0.05, 0.15 }.Select(d => Math.Exp(-8 * 2 * d * d))];
        ((double)answer[1]).Should().BeApproximately(((10 * weights[0]) + (11 * weights[1]) + (12 * weights[2])) / weights.Sum(), 1e-5);
    }

    private static float One(NearestNeighborEnergy energy, float[] row)
    {
        var one = new float[1];
        energy.Energy(row, one);
        return one[0];
    }

    private static double Distance(float[] row, float[] points, int z)
        => Enumerable.Range(0, row.Length).Sum(j => Math.Pow((double)row[j] - points[(z * row.Length) + j], 2));
}
