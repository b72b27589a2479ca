using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class WeightedMomentsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 5)]
    [InlineData(200, 7)]
    [InlineData(129, 64)]
    [InlineData(300, 65)]
    [InlineData(260, 131)]
    public void MeanAndScatterEqualThePlainSums(int count, int dimension)
    {
        var random = new Random(count);
        float[] rows = [.. Enumerable.Range(0, count * dimension).Select(_ => 1000 + random.NextSingle())];
        double[] weights = [.. Enumerable.Range(0, count).Select(i => i % 4 == 3 ? 0 : random.NextDouble())];
        foreach (var w in new[] { weights, [] })
        {
            var mean = new double[dimension];
            var total = WeightedMoments.Mean(rows, w, mean);
            total.Should().BeApproximately(w.Length == 0 ? count : w.Sum(), 1e-9);
            var scatter = new double[dimension * dimension];
            for (var strip = 0; strip < WeightedMoments.Strips(dimension); strip++)
                WeightedMoments.Scatter(rows, w, mean, strip, scatter);
            WeightedMoments.Mirror(scatter, dimension);

            for (var i = 0; i < dimension; i++)
            {
                double sum = 0;
                for (var row = 0; row < count; row++)
                    sum += (w.Length == 0 ? 1 : w[row]) * rows[(row * dimension) + i];
                mean[i].Should().BeApproximately(sum / total, 1e-9);
                for (var j = 0; j <= i; j++)
                {
                    double product = 0;
                    for (var row = 0; row < count; row++)
                        product += (w.Length == 0 ? 1 : w[row]) * (rows[(row * dimension) + i] - mean[i]) * (rows[(row * dimension) + j] - mean[j]);
                    scatter[(i * dimension) + j].Should().BeApproximately(product, 1e-10 * (1 + Math.Abs(product)));
                    scatter[(j * dimension) + i].Should().Be(scatter[(i * dimension) + j]);
                }
            }
        }
    }

    [Fact]
    public void ARowOfWeightZeroIsAbsentToTheBit()
    {
        var random = new Random(3);
        const int Dimension = 9;
        float[] rows = [.. Enumerable.Range(0, 300 * Dimension).Select(_ => random.NextSingle())];
        double[] weights = [.. Enumerable.Range(0, 300).Select(i => i % 3 == 0 ? 0.0 : 0.5 + (i % 5))];
        float[] present = [.. rows.Chunk(Dimension).Where((_, i) => weights[i] > 0).SelectMany(r => r)];
        double[] positive = [.. weights.Where(w => w > 0)];

        double[] mean = new double[Dimension], expectedMean = new double[Dimension];
        double[] scatter = new double[Dimension * Dimension], expected = new double[Dimension * Dimension];
        WeightedMoments.Mean(rows, weights, mean).Should().Be(WeightedMoments.Mean(present, positive, expectedMean));
        WeightedMoments.Scatter(present, positive, expectedMean, 0, expected);
        WeightedMoments.Scatter(rows, weights, mean, 0, scatter);
        mean.ShouldEqual(expectedMean);
        scatter.ShouldEqual(expected);
    }
}
