using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class CholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void GivenPositiveDefiniteMatrix_WhenFactored_ThenFactorIsThatOfMathNet(int n)
    {
        var matrix = PositiveDefinite(n);
        var factor = Factor(matrix);

        var expected = matrix.Cholesky().Factor;
        for (var i = 0; i < n; i++)
            factor.AsSpan(i * n, i + 1).ToArray().ShouldBeCloseTo(expected.Row(i).Take(i + 1), 1e-12 * Math.Sqrt(n), "row {0}", i);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void GivenFactor_WhenSolved_ThenSolutionIsThatOfMathNet(int n)
    {
        var matrix = PositiveDefinite(n);
        double[] right = [.. Enumerable.Range(0, n).Select(i => Math.Sin(1 + i))];

        double[] solution = [.. right];
        Cholesky.Solve(Factor(matrix), n, solution);

        solution.ShouldBeCloseTo(matrix.Cholesky().Solve(Vector<double>.Build.Dense(right)), 1e-11);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 8)]
    [InlineData(7, 8)]
    [InlineData(40, 41)]
    public void GivenFactor_WhenInverted_ThenRowsAreColumnsOfMathNetsInverse(int n, int stride)
    {
        var matrix = PositiveDefinite(n);
        double[] inverse = [.. Enumerable.Repeat(double.NaN, n * stride)];

        Cholesky.InvertTransposed(Factor(matrix), n, inverse, stride);

        var expected = matrix.Cholesky().Factor.Inverse();
        for (var j = 0; j < n; j++)
        {
            var row = inverse[(j * stride)..((j + 1) * stride)];
            row[..n].ShouldBeCloseTo(expected.Column(j), 1e-12, "row {0}", j);
            row[..j].ShouldEqual(new double[j]);
            row[n..].ShouldEqual(new double[stride - n]);
        }
    }

    [Theory]
    [InlineData(new double[] { 0 })]
    [InlineData(new double[] { -1 })]
    [InlineData(new double[] { double.NaN })]
    [InlineData(new double[] { double.PositiveInfinity })]
    [InlineData(new double[] { 1, 0, 1, 1 })]
    [InlineData(new double[] { 1, 0, 2, 1 })]
    public void GivenMatrixThatIsNotPositiveDefinite_WhenFactored_ThenItSaysSo(double[] matrix)
        => Cholesky.TryFactor(matrix, matrix.Length == 1 ? 1 : 2).Should().BeFalse();

    [Fact]
    public void GivenNoise_WhenUpperTriangleChanges_ThenFactorDoesNot()
    {
        var matrix = PositiveDefinite(5);
        var altered = matrix.ToRowMajorArray();
        for (var i = 0; i < 5; i++)
            altered.AsSpan((i * 5) + i + 1, 4 - i).Fill(double.NaN);

        Cholesky.TryFactor(altered, 5).Should().BeTrue();

        var factor = Factor(matrix);
        for (var i = 0; i < 5; i++)
            altered.AsSpan(i * 5, i + 1).ToArray().ShouldEqual(factor[(i * 5)..((i * 5) + i + 1)]);
    }

    private static double[] Factor(Matrix<double> matrix)
    {
        var values = matrix.ToRowMajorArray();
        Cholesky.TryFactor(values, matrix.RowCount).Should().BeTrue();
        return values;
    }

    private static Matrix<double> PositiveDefinite(int n)
    {
        var random = new Random(n);
        var root = Matrix<double>.Build.Dense(n, n, (_, _) => (2 * random.NextDouble()) - 1);
        return (root * root.Transpose()) + Matrix<double>.Build.DenseIdentity(n);
    }
}
