using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class SymmetricEigenReferenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(31)]
    [InlineData(80)]
    public void GivenSymmetricMatrix_WhenDecomposed_ThenValuesAndVectorsAreThoseOfMathNet(int n)
    {
        var random = new Random(n);
        var root = Matrix<double>.Build.Dense(n, n, (_, _) => (2 * random.NextDouble()) - 1);
        var matrix = root + root.Transpose();
        double[] vectors = matrix.ToRowMajorArray(), values = new double[n];

        SymmetricEigen.Decompose(vectors, values);

        var expected = matrix.Evd(Symmetricity.Symmetric);
        double[] ascending = [.. expected.EigenValues.Select(v => v.Real)];
        values.ShouldBeCloseTo(ascending.Reverse(), 1e-12 * n);
        for (var k = 0; k < n; k++)
        {
            // A vector's direction is as certain as its value is far from the others.
            var distance = Enumerable.Range(0, n).Where(j => j != k).Select(j => Math.Abs(values[j] - values[k])).Append(1).Min();
            var reference = expected.EigenVectors.Column(n - 1 - k);
            var vector = vectors[(k * n)..((k + 1) * n)];
            double sign = Math.Sign(reference.DotProduct(Vector<double>.Build.Dense(vector)));
            vector.ShouldBeCloseTo(reference * sign, 1e-13 * n / distance, "vector {0}", k);
        }
    }
}
