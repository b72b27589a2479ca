using MathNet.Numerics.Statistics;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class ColumnMomentsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(50, 9)]
    [InlineData(1000, 33)]
    public void GivenRows_WhenTaken_ThenMomentsOfEachColumnAreThoseOfMathNet(int count, int dimension)
    {
        var random = new Random(count);
        float[] rows = [.. Enumerable.Range(0, count * dimension).Select(i => (1000 * (i % dimension)) + random.NextSingle())];

        (var means, var variances) = ColumnMoments.Of(rows, dimension);

        means.ShouldBeCloseTo(Enumerable.Range(0, dimension).Select(j => Column(rows, dimension, j).Mean()), 1e-10);
        variances.ShouldBeCloseTo(Enumerable.Range(0, dimension).Select(j => Column(rows, dimension, j).PopulationVariance()), 1e-12);
        ColumnMoments.Means(rows, dimension).ShouldEqual(means);
    }

    [Fact]
    public void GivenConstantColumn_WhenTaken_ThenItsVarianceIsZero()
    {
        float[] rows = [.. Enumerable.Repeat(new[] { 12_345.678f, -1e30f }, 1001).SelectMany(r => r)];
        (var means, var variances) = ColumnMoments.Of(rows, 2);
        means[0].Should().BeApproximately(12_345.678f, 1e-9);
        (variances[0] / means[0]).Should().BeApproximately(0, 1e-12);
        (Math.Sqrt(variances[1]) / 1e30).Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void GivenMissingValue_WhenTaken_ThenItsColumnAloneIsNaN()
    {
        (var means, var variances) = ColumnMoments.Of([1, float.NaN, 3, 4], 2);
        means.ShouldEqual([2, double.NaN]);
        variances.ShouldEqual([1, double.NaN]);
    }

    private static IEnumerable<double> Column(float[] rows, int dimension, int column)
        => Enumerable.Range(0, rows.Length / dimension).Select(i => (double)rows[(i * dimension) + column]);
}
