using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public class MatrixProductTests
{
    private static readonly int[] Sizes = [0, 1, 2, 3, 5, 6, 7, 11, 12, 13, 15, 16, 17, 24, 31, 32, 33, 37, 47, 64, 65, 70];

    [Fact]
    public void EqualsTheScalarChainAtAwkwardSizes()
    {
        var a = Normals(1, 70 * 70);
        var b = Normals(2, 70 * 70);
        foreach (var rows in Sizes)
        {
            foreach (var columns in Sizes)
            {
                foreach (var depth in Sizes)
                    Check(a.AsSpan(0, rows * depth), b.AsSpan(0, columns * depth), rows, columns, depth);
            }
        }
    }

    [Theory]
    [InlineData(145, 130, 256)]
    [InlineData(289, 129, 257)]
    [InlineData(7, 300, 700)]
    [InlineData(12, 128, 513)]
    [InlineData(500, 3, 1000)]
    public void EqualsTheScalarChainAcrossBlocks(int rows, int columns, int depth)
        => Check(Normals(3, rows * depth), Normals(4, columns * depth), rows, columns, depth);

    [Theory]
    [InlineData(70, 45, 33)]
    [InlineData(150, 140, 300)]
    public void TransposesAreTheSameProduct(int rows, int columns, int depth)
    {
        var a = Normals(5, rows * depth);
        var b = Normals(6, columns * depth);
        var expected = Product(a, b, rows, columns, depth);

        var plain = new PackedMatrix();
        plain.Pack(Transpose(b, columns, depth), depth, columns);
        var c = new float[rows * columns];
        MatrixProduct.Multiply(a, rows, plain, c);
        AssertSame(expected, c);

        MatrixProduct.Multiply(Transpose(a, rows, depth), rows, plain, c, transposed: true);
        AssertSame(expected, c);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ThreadsDoNotMatter(int threads)
    {
        const int Rows = 301, Columns = 77, Depth = 300;
        var a = Normals(7, Rows * Depth);
        var b = Normals(8, Columns * Depth);
        var c = new float[Rows * Columns];
        MatrixProduct.Multiply(a, Rows, Pack(b, Columns, Depth), c, threads: threads);
        var alone = new float[Rows * Columns];
        MatrixProduct.Multiply(a, Rows, Pack(b, Columns, Depth), alone);
        c.ShouldEqual(alone);
        AssertSame(Product(a, b, Rows, Columns, Depth), c);
    }

    [Fact]
    public void ARowAloneHasTheBitsItHasInABlock()
    {
        const int Rows = 61, Columns = 50, Depth = 530;
        var a = Normals(9, Rows * Depth);
        var b = Pack(Normals(10, Columns * Depth), Columns, Depth);
        var block = new float[Rows * Columns];
        MatrixProduct.Multiply(a, Rows, b, block);
        var one = new float[Columns];
        for (var i = 0; i < Rows; i++)
        {
            MatrixProduct.Multiply(a.AsSpan(i * Depth, Depth), 1, b, one);
            one.ShouldEqual(block.AsSpan(i * Columns, Columns).ToArray());
        }
    }

    [Theory]
    [InlineData(5, 32, 9)]
    [InlineData(29, 41, 300)]
    [InlineData(3, 3, 0)]
    public void BeginsAtTheBiasOrAtWhatIsThere(int rows, int columns, int depth)
    {
        var a = Normals(11, rows * depth);
        var b = Normals(12, columns * depth);
        var bias = Normals(13, columns);
        var before = Normals(14, rows * columns);
        var packed = Pack(b, columns, depth);

        var c = new float[rows * columns];
        MatrixProduct.Multiply(a, rows, packed, c, bias: bias);
        AssertSame(Product(a, b, rows, columns, depth, (_, j) => bias[j]), c);

        before.CopyTo(c, 0);
        MatrixProduct.Multiply(a, rows, packed, c, accumulate: true);
        AssertSame(Product(a, b, rows, columns, depth, (i, j) => before[(i * columns) + j]), c);
    }

    public static TheoryData<Refusal> LengthsAreCheckedCases
    {
        get
        {
            var b = Pack(new float[6], 2, 3);
            return new()
            {
                Refusal.Of<ArgumentException>("a", () => MatrixProduct.Multiply(new float[5], 2, b, new float[4])),
                Refusal.Of<ArgumentException>("c", () => MatrixProduct.Multiply(new float[6], 2, b, new float[5])),
                Refusal.Of<ArgumentException>("bias", () => MatrixProduct.Multiply(new float[6], 2, b, new float[4], bias: new float[3])),
                Refusal.Of<ArgumentException>(() => b.Pack(new float[5], 2, 3)),
            };
        }
    }

    [Theory]
    [MemberData(nameof(LengthsAreCheckedCases))]
    public void LengthsAreChecked(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void RepackingForgetsTheMatrixBefore()
    {
        var a = Normals(15, 4 * 20);
        var first = Normals(16, 50 * 20);
        var second = Normals(17, 33 * 20);
        var packed = Pack(first, 50, 20);
        packed.PackTransposed(second, 33, 20);
        var c = new float[4 * 33];
        MatrixProduct.Multiply(a, 4, packed, c);
        AssertSame(Product(a, second, 4, 33, 20), c);
    }

    private static void Check(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int rows, int columns, int depth)
    {
        var expected = Product(a, b, rows, columns, depth);
        var c = new float[rows * columns];
        Array.Fill(c, float.NaN);
        MatrixProduct.Multiply(a, rows, Pack(b, columns, depth), c);
        AssertSame(expected, c);
    }

    // Without fused multiply-add the machine rounds twice a step.
    private static void AssertSame(float[] expected, float[] actual)
    {
        if (Fma.IsSupported || AdvSimd.IsSupported)
        {
            actual.ShouldEqual(expected);
            return;
        }
        for (var i = 0; i < expected.Length; i++)
            actual[i].Should().BeApproximately(expected[i], 1e-3f);
    }

    private static float[] Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int rows, int columns, int depth, Func<int, int, float>? start = null)
    {
        var c = new float[rows * columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                var sum = start?.Invoke(i, j) ?? 0;
                for (var p = 0; p < depth; p++)
                    sum = MathF.FusedMultiplyAdd(a[(i * depth) + p], b[(j * depth) + p], sum);
                c[(i * columns) + j] = sum;
            }
        }
        return c;
    }

    private static PackedMatrix Pack(ReadOnlySpan<float> b, int columns, int depth)
    {
        var packed = new PackedMatrix();
        packed.PackTransposed(b, columns, depth);
        return packed;
    }

    private static float[] Transpose(float[] matrix, int rows, int columns)
    {
        var transposed = new float[matrix.Length];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                transposed[(j * rows) + i] = matrix[(i * columns) + j];
        }
        return transposed;
    }

    private static float[] Normals(ulong seed, int count)
    {
        var values = new float[count];
        new RandomStream(seed, RandomPurpose.RowOrder).FillNormal(values);
        return values;
    }
}
