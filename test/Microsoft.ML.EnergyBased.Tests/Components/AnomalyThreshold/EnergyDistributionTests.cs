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
    public void The_quantile_leaves_at_most_the_rest_above(double share, float expected)
    {
        var sorted = Enumerable.Range(1, 100).Select(i => (float)i).ToArray();
        var threshold = EnergyDistribution.Quantile(sorted, share);
        Assert.Equal(expected, threshold);
        Assert.True(sorted.Count(e => e > threshold) <= ((1 - share) * 100) + 1e-9);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 0.75)]
    [InlineData(2.5, 0.25)]
    [InlineData(3, 0.25)]
    [InlineData(3.1, 0)]
    public void The_p_value_is_the_share_with_at_least_this_energy(float energy, float expected)
        => Assert.Equal(expected, EnergyDistribution.Of(new float[] { 3, 2, 1, 2 }).PValue(energy));

    [Fact]
    public void Many_energies_are_kept_as_order_statistics()
    {
        const int Count = 1_000_000;
        var energies = new float[Count];
        for (var i = 0; i < Count; i++)
            energies[i] = (i * 7919L % Count) + 1; // a permutation of 1..Count, all exact in a float
        var distribution = EnergyDistribution.Of(energies);

        Assert.Equal(EnergyDistribution.Capacity, distribution.Sorted.Length);
        Assert.Equal(1, distribution.Sorted[0]);
        Assert.Equal(Count, distribution.Sorted[^1]);
        foreach (var share in new[] { 0.001, 0.02, 0.3, 0.77, 0.999 })
            Assert.Equal(share, distribution.PValue((float)((1 - share) * Count)), 2.0 / EnergyDistribution.Capacity);
        Assert.Equal(0, distribution.PValue(Count + 1));
    }
}
