using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class SparseProductTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.15)]
    [InlineData(0.5)]
    [InlineData(0.8)]
    public void HasTheBitsOfTheDenseProduct(double density)
    {
        int[] rowCounts = [1, 11, 12, 13, 40];
        (int Columns, int Depth)[] shapes = [(1, 1), (3, 200), (15, 64), (16, 127), (17, 128), (60, 129), (64, 256), (65, 257), (100, 300), (130, 0), (500, 784)];
        foreach (var rows in rowCounts)
        {
            foreach ((var columns, var depth) in shapes)
            {
                var a = Sparse(rows * depth, density, seed: 1);
                var bias = Normals(columns, seed: 2);
                var b = Packed(depth, columns);
                var expected = new float[rows * columns];
                var actual = Full(rows * columns);
                MatrixProduct.Multiply(a, rows, b, expected, bias: bias);
                SparseProduct.Multiply(a, rows, b, actual, bias);
                actual.ShouldEqual(expected);

                MatrixProduct.Multiply(a, rows, b, expected);
                SparseProduct.Multiply(a, rows, b, actual);
                actual.ShouldEqual(expected);
            }
        }
    }

    [Theory]
    [InlineData(50, 200)]
    [InlineData(98, 128)]
    [InlineData(7, 1)]
    public unsafe void ATransposeTakesTheFactorsOfItsSteps(int rows, int depth)
    {
        const int Columns = 70;
        const int Beside = 5;
        var stride = rows + Beside;
        var a = Sparse(depth * stride, 0.2, seed: 3);
        var factors = Normals(depth, seed: 4);
        var scaled = new float[rows * depth];
        for (var row = 0; row < rows; row++)
        {
            for (var step = 0; step < depth; step++)
                scaled[(row * depth) + step] = factors[step] * a[(step * stride) + Beside + row];
        }
        var b = Packed(depth, Columns);
        var expected = new float[rows * Columns];
        var actual = Full(rows * Columns);
        MatrixProduct.Multiply(scaled, rows, b, expected);
        fixed (float* result = actual)
        {
            var terms = SparseRows.TakeTransposed(a.AsSpan(Beside), stride, factors, rows, b);
            SparseProduct.TryMultiply(terms, b, null, result, Columns).Should().BeTrue();
            terms.Return();
        }
        actual.ShouldEqual(expected);
    }

    [Fact]
    public unsafe void NothingIsWrittenBesideTheResult()
    {
        const int Rows = 20, Columns = 77, Depth = 40, Stride = 90, Guard = 64;
        var b = Packed(Depth, Columns);
        var a = Sparse(Rows * Depth, 0.3, seed: 5);
        var expected = new float[Rows * Columns];
        MatrixProduct.Multiply(a, Rows, b, expected);
        foreach (var stride in new[] { Columns, Stride })
        {
            var actual = Full((Rows * stride) + (2 * Guard));
            fixed (float* result = actual)
            {
                var terms = SparseRows.Take(a, Rows, b);
                SparseProduct.TryMultiply(terms, b, null, result + Guard, stride).Should().BeTrue();
                terms.Return();
            }
            for (var i = 0; i < actual.Length; i++)
            {
                var row = Math.DivRem(i - Guard, stride, out var column);
                var inside = i >= Guard && row < Rows && column < Columns;
                actual[i].Should().Be(inside ? expected[(row * Columns) + column] : Untouched);
            }
        }
    }

    [Fact]
    public unsafe void TooFewZerosAreLeftToTheDenseProduct()
    {
        var a = Normals(20 * 30, seed: 6);
        var b = Packed(30, 10);
        var c = Full(20 * 10);
        var terms = SparseRows.Take(a, 20, b);
        terms.Density.Should().Be(1);
        fixed (float* result = c)
            SparseProduct.TryMultiply(terms, b, null, result, 10).Should().BeFalse();
        terms.Return();
        c.ShouldAllEqual(Untouched);
    }

    [Fact]
    public void NaNIsNotZero()
    {
        var a = Sparse(16 * 50, 0.1, seed: 7);
        a[(3 * 50) + 20] = float.NaN;
        var c = new float[16 * 8];
        SparseProduct.Multiply(a, 16, Packed(50, 8), c);
        for (var i = 0; i < c.Length; i++)
            float.IsNaN(c[i]).Should().Be(i / 8 == 3);
    }

    private const float Untouched = 12345;

    private static float[] Full(int count)
    {
        var values = new float[count];
        Array.Fill(values, Untouched);
        return values;
    }

    private static PackedMatrix Packed(int depth, int columns)
    {
        var packed = new PackedMatrix();
        packed.Pack(Normals(depth * columns, seed: 8), depth, columns);
        return packed;
    }

    // Zeros, ones and other numbers.
    private static float[] Sparse(int count, double density, ulong seed)
    {
        var values = Normals(count, seed);
        var draws = new float[count];
        new RandomStream(seed, RandomPurpose.HiddenUnits).FillUniform(draws);
        for (var i = 0; i < count; i++)
            values[i] = draws[i] >= density ? 0 : i % 3 == 0 ? values[i] : 1;
        return values;
    }

    private static float[] Normals(int count, ulong seed)
    {
        var values = new float[count];
        new RandomStream(seed, RandomPurpose.KMeansStart).FillNormal(values);
        return values;
    }
}
