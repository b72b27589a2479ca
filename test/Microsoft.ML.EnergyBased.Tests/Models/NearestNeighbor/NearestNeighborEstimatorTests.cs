using Microsoft.ML.EnergyBased.Models.NearestNeighbor;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.NearestNeighbor;

public class NearestNeighborEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1e-6f)]
    public void TheTemperatureFollowsTheDistancesOfTheRows(float unit)
    {
        float[] rows = [.. Rows.Normals(400 * 3, seed: 2).Select(x => x * unit)];
        var energy = Fit(rows, 3, new());
        var mean = Enumerable.Range(0, 400).Average(i => Enumerable.Range(0, 400)
            .Select(z => Enumerable.Range(0, 3).Sum(j => Math.Pow((double)rows[(i * 3) + j] - rows[(z * 3) + j], 2))).Order().ElementAt(5));
        ((double)energy.InverseTemperature).Should().BeApproximately(4 / mean, 1e-4 / mean);
        energy.NumberOfRows.Should().Be(400);
    }

    [Fact]
    public void PrototypesStandForRowsByTheirWeights()
    {
        // Three groups of 60, 30 and 10 rows.
        float[] rows = [.. Rows.Normals(100 * 2, seed: 3).Select((x, i) => (x / 10) + (i / 2 < 60 ? 0 : i / 2 < 90 ? 10 : -10))];
        var energy = Fit(rows, 2, new() { NumberOfNeighbors = 3, MaximumRows = 3, Seed = 1 });
        energy.NumberOfRows.Should().Be(3);
        energy.Weights.ToArray().OrderDescending().ShouldBeCloseTo([1.8f, 0.9f, 0.3f], 1e-6);

        var subset = Fit(rows, 2, new() { NumberOfNeighbors = 3, MaximumRows = 30, RowReduction = NeighborRowReduction.RandomSubset, Seed = 1 });
        subset.NumberOfRows.Should().Be(30);
        subset.Weights.Length.Should().Be(0);
        (float, float)[] all = [.. rows.Chunk(2).Select(row => (row[0], row[1]))];
        foreach (var row in subset.Rows.ToArray().Chunk(2))
            all.Should().Contain((row[0], row[1]));
    }

    [Fact]
    public void FewerRowsThanNeighborsAreRefused()
        => FluentActions.Invoking(() => Fit(Rows.Normals(9 * 2, seed: 1), 2, new()))
            .Should().ThrowExactly<InvalidOperationException>().WithMessage("9 usable training rows for NumberOfNeighbors = 10*");

    [Fact]
    public void RowsThatAreAllAlikeHaveATemperature()
    {
        var energy = Fit([.. Enumerable.Repeat(3f, 40)], 2, new());
        energy.InverseTemperature.Should().Be(1);
        var energies = new float[1];
        energy.Energy([3, 4], energies);
        energies[0].Should().Be(1);
    }

    private NearestNeighborEnergy Fit(float[] rows, int dimension, NearestNeighborEnergyEstimator.Options options)
    {
        var view = TestData.Rows(_ml, [.. rows.Chunk(dimension)]);
        return (NearestNeighborEnergy)_ml.EnergyBased().NearestNeighbor(options).Fit(view).Energy;
    }
}
