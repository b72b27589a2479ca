using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class CentredRowsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(70, 5)]
    [InlineData(5, 300)]
    [InlineData(131, 66)]
    [InlineData(66, 515)]
    public void ProductsAreThoseOfPlainLoops(int count, int dimension)
    {
        var rows = Rows.Normals(count * dimension, seed: 1);
        double[] weights = [.. Enumerable.Range(0, count).Select(i => 1.0 + (i % 3))];
        var mean = new double[dimension];
        var total = WeightedMoments.Mean(rows, weights, mean);
        double C(int i, int j) => Math.Sqrt(weights[i] / total) * (rows[(i * dimension) + j] - mean[j]);

        foreach (var threads in (int[])[1, 3])
        {
            var centred = new CentredRows(rows, weights, mean, total, threads, CancellationToken.None);
            AssertEqual(Table(dimension, dimension, (i, j) => Enumerable.Range(0, count).Sum(k => C(k, i) * C(k, j))), centred.Covariance());
            AssertEqual(Table(count, count, (i, j) => Enumerable.Range(0, dimension).Sum(k => C(i, k) * C(j, k))), centred.Gram());
            foreach (var vectors in (int[])[1, 9])
            {
                var x = Table(vectors, dimension, (i, j) => Math.Sin((i * 31) + j));
                AssertEqual(Table(vectors, count, (v, i) => Enumerable.Range(0, dimension).Sum(j => C(i, j) * x[(v * dimension) + j])), centred.Project(vectors, x));
                var u = Table(vectors, count, (i, j) => Math.Sin((i * 31) + j));
                AssertEqual(Table(vectors, dimension, (v, j) => Enumerable.Range(0, count).Sum(i => C(i, j) * u[(v * count) + i])), centred.Combine(vectors, u));
            }
        }
    }

    private static double[] Table(int rows, int columns, Func<int, int, double> value)
        => [.. Enumerable.Range(0, rows * columns).Select(i => value(i / columns, i % columns))];

    private static void AssertEqual(double[] expected, double[] actual)
    {
        actual.Length.Should().Be(expected.Length);
        for (var i = 0; i < expected.Length; i++)
            actual[i].Should().BeApproximately(expected[i], 1e-12 * Math.Max(1, Math.Abs(expected[i])));
    }
}
