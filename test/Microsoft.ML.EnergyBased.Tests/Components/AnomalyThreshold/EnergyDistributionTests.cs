using Microsoft.ML.EnergyBased.Components.AnomalyThreshold;

namespace Microsoft.ML.EnergyBased.Tests.Components.AnomalyThreshold;

public sealed class EnergyDistributionTests
{
    [Theory]
    [InlineData(0.95, 95)] // at most 5 of 100 lie above 95
    [InlineData(0.955, 96)]
    [InlineData(0.98, 98)]
    [InlineData(1.0, 100)]
    [InlineData(0.001, 1)]
    public void TheQuantileLeavesAtMostTheRestAbove(double share, float expected)
    {
        var sorted = Enumerable.Range(1, 100).Select(i => (float)i).ToArray();
        var threshold = EnergyDistribution.Quantile(sorted, share);
        threshold.Should().Be(expected);
        ((double)sorted.Count(e => e > threshold)).Should().BeLessThanOrEqualTo(((1 - share) * 100) + 1e-9);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 0.75)]
    [InlineData(2.5, 0.25)]
    [InlineData(3, 0.25)]
    [InlineData(3.1, 0)]
    public void ThePValueIsTheShareWithAtLeastThisEnergy(float energy, float expected)
        => EnergyDistribution.Of(new float[] { 3, 2, 1, 2 }).PValue(energy).Should().Be(expected);

    [Fact]
    public void ManyEnergiesAreKeptAsOrderStatistics()
    {
        const int Count = 1_000_000;
        var energies = new float[Count];
        for (var i = 0; i < Count; i++)
            energies[i] = (i * 7919L % Count) + 1; // a permutation of 1..Count, all exact in a float
        var distribution = EnergyDistribution.Of(energies);

        distribution.Sorted.Length.Should().Be(EnergyDistribution.Capacity);
        distribution.Sorted[0].Should().Be(1);
        distribution.Sorted[^1].Should().Be(Count);
        foreach (var share in new[] { 0.001, 0.02, 0.3, 0.77, 0.999 })
            distribution.PValue((float)((1 - share) * Count)).Should().BeApproximately(share, 2.0 / EnergyDistribution.Capacity);
        distribution.PValue(Count + 1).Should().Be(0);
    }
}
