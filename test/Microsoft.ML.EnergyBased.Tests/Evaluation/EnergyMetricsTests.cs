namespace Microsoft.ML.EnergyBased.Tests.Evaluation;

public sealed class EnergyMetricsTests
{
    [Fact]
    public void MeanAndQuantilesLeaveMissingEnergiesOut()
    {
        var metrics = EnergyMetrics.Of([4, float.NaN, 1, 3, 2], []);
        metrics.NumberOfRows.Should().Be(4);
        metrics.NumberOfMissing.Should().Be(1);
        metrics.MeanEnergy.Should().Be(2.5);
        metrics.Quantile(0).Should().Be(1);
        metrics.Quantile(0.5).Should().Be(2.5);
        metrics.Quantile(0.75).Should().Be(3.25);
        metrics.Quantile(1).Should().Be(4);
        metrics.AreaUnderRocCurve.Should().BeNull();
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void AShareOutsideOf0And1HasNoQuantile(double share)
        => FluentActions.Invoking(() => EnergyMetrics.Of([1, 2], []).Quantile(share)).Should().ThrowExactly<ArgumentOutOfRangeException>();

    [Fact]
    public void AnInfiniteEnergyLeavesTheLowerQuantilesAlone()
    {
        var metrics = EnergyMetrics.Of([float.PositiveInfinity, 1, 2], []);
        metrics.Quantile(0).Should().Be(1);
        metrics.Quantile(0.5).Should().Be(2);
        metrics.Quantile(1).Should().Be(double.PositiveInfinity);
    }

    [Fact]
    public void NoRowsHaveNoMean()
    {
        var metrics = EnergyMetrics.Of([float.NaN], [true]);
        metrics.MeanEnergy.Should().Be(double.NaN);
        metrics.Quantile(0.5).Should().Be(double.NaN);
        metrics.AreaUnderRocCurve.Should().Be(double.NaN);
    }

    [Theory]
    [InlineData("1 2 3 4", "0 0 1 1", 1)]
    [InlineData("1 2 3 4", "1 1 0 0", 0)]
    [InlineData("1 3 2 4", "0 0 1 1", 0.75)]
    [InlineData("1 1 1 1", "0 1 0 1", 0.5)]
    [InlineData("1 2 2 3", "0 0 1 1", 0.875)]
    public void TheAreaIsTheShareOfPairsInOrder(string energies, string labels, double expected)
        => EnergyMetrics.Of(
            [.. energies.Split(' ').Select(float.Parse)], [.. labels.Split(' ').Select(l => l == "1")]).AreaUnderRocCurve!.Value.Should().BeApproximately(expected, 1e-12);

    [Fact]
    public void OneLabelAloneHasNoArea()
        => EnergyMetrics.Of([1, 2], [true, true]).AreaUnderRocCurve.Should().Be(double.NaN);
}
