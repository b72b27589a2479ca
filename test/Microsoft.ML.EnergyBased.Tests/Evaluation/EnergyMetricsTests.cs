namespace Microsoft.ML.EnergyBased.Tests.Evaluation;

public sealed class EnergyMetricsTests
{
    [Fact]
    public void Mean_and_quantiles_leave_missing_energies_out()
    {
        var metrics = EnergyMetrics.Of([4, float.NaN, 1, 3, 2], []);
        Assert.Equal(4, metrics.NumberOfRows);
        Assert.Equal(1, metrics.NumberOfMissing);
        Assert.Equal(2.5, metrics.MeanEnergy);
        Assert.Equal(1, metrics.Quantile(0));
        Assert.Equal(2.5, metrics.Quantile(0.5));
        Assert.Equal(3.25, metrics.Quantile(0.75));
        Assert.Equal(4, metrics.Quantile(1));
        Assert.Null(metrics.AreaUnderRocCurve);
        foreach (var bad in new[] { -0.1, 1.1, double.NaN })
            Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Quantile(bad));
    }

    [Fact]
    public void An_infinite_energy_leaves_the_lower_quantiles_alone()
    {
        var metrics = EnergyMetrics.Of([float.PositiveInfinity, 1, 2], []);
        Assert.Equal(1, metrics.Quantile(0));
        Assert.Equal(2, metrics.Quantile(0.5));
        Assert.Equal(double.PositiveInfinity, metrics.Quantile(1));
    }

    [Fact]
    public void No_rows_have_no_mean()
    {
        var metrics = EnergyMetrics.Of([float.NaN], [true]);
        Assert.Equal(double.NaN, metrics.MeanEnergy);
        Assert.Equal(double.NaN, metrics.Quantile(0.5));
        Assert.Equal(double.NaN, metrics.AreaUnderRocCurve);
    }

    [Theory]
    [InlineData("1 2 3 4", "0 0 1 1", 1)]
    [InlineData("1 2 3 4", "1 1 0 0", 0)]
    [InlineData("1 3 2 4", "0 0 1 1", 0.75)]
    [InlineData("1 1 1 1", "0 1 0 1", 0.5)]
    [InlineData("1 2 2 3", "0 0 1 1", 0.875)]
    public void The_area_is_the_share_of_pairs_in_order(string energies, string labels, double expected)
        => Assert.Equal(expected, EnergyMetrics.Of(
            [.. energies.Split(' ').Select(float.Parse)], [.. labels.Split(' ').Select(l => l == "1")]).AreaUnderRocCurve!.Value, 1e-12);

    [Fact]
    public void One_label_alone_has_no_area()
        => Assert.Equal(double.NaN, EnergyMetrics.Of([1, 2], [true, true]).AreaUnderRocCurve);
}
