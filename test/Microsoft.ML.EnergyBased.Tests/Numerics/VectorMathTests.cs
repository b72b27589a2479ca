using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public unsafe class VectorMathTests
{
    private static readonly float[] Left = Normals(1);
    private static readonly float[] Right = Normals(2);

    [Fact]
    public void SquaredDistanceEqualsTheScalarSum()
    {
        for (var length = 0; length <= 256; length++)
        {
            for (var offset = 0; offset < 3; offset++)
            {
                double expected = 0;
                for (var i = offset; i < offset + length; i++)
                    expected += ((double)Left[i] - Right[i]) * ((double)Left[i] - Right[i]);
                var actual = VectorMath.SquaredDistance(Left.AsSpan(offset, length), Right.AsSpan(offset, length));
                actual.Should().BeApproximately(expected, expected * 1e-6);
            }
        }
        FluentActions.Invoking(() => VectorMath.SquaredDistance(Left.AsSpan(0, 3), Right.AsSpan(0, 4))).Should().ThrowExactly<ArgumentException>();
    }

    [Fact]
    public void SquaredDistanceSeesEveryElementAndNoOther()
    {
        for (var length = 1; length <= 256; length++)
        {
            var row = new float[length + 2];
            Array.Fill(row, float.NaN);
            row.AsSpan(1, length).Clear();
            var zero = new float[length + 2];
            for (var i = 1; i <= length; i++)
            {
                row[i] = 3;
                VectorMath.SquaredDistance(row.AsSpan(1, length), zero.AsSpan(1, length)).Should().Be(9f);
                row[i] = float.NaN;
                VectorMath.SquaredDistance(row.AsSpan(1, length), zero.AsSpan(1, length)).Should().Be(float.NaN);
                row[i] = 0;
            }
        }
    }

    [Fact]
    public void SquaredNormEqualsTheScalarSum()
    {
        fixed (float* row = Left)
        {
            for (var length = 0; length <= 256; length++)
            {
                double expected = 0;
                for (var i = 0; i < length; i++)
                    expected += (double)Left[i] * Left[i];
                VectorMath.SquaredNorm(row, length).Should().BeApproximately(expected, expected * 1e-6);
            }
        }
    }

    [Fact]
    public void AddScaledEqualsTheScalarLoop()
    {
        for (var length = 0; length <= 256; length++)
        {
            var sums = new double[length + 1];
            Array.Fill(sums, 0.25);
            fixed (float* row = Left, centre = Right)
            {
                fixed (double* first = sums)
                    VectorMath.AddScaled(row, centre, 1.5, first, length);
            }
            for (var i = 0; i < length; i++)
                sums[i].Should().BeApproximately(0.25 + (1.5 * ((double)Left[i] - Right[i])), 1e-15);
            sums[length].Should().Be(0.25);
        }
    }

    [Fact]
    public void SumsOfRowsAndOfSquaresEqualTheScalarLoop()
    {
        var row = Normals(3);
        for (var length = 0; length < 40; length++)
        {
            double[] centre = [.. Normals(4).Take(length + 1).Select(value => (double)value)];
            double[] sums = [.. Enumerable.Repeat(0.25, length + 1)];
            double[] squares = [.. sums];
            VectorMath.Add(row.AsSpan(0, length), sums);
            VectorMath.AddSquares(row.AsSpan(0, length), centre, squares);
            for (var i = 0; i < length; i++)
            {
                sums[i].Should().Be(0.25 + row[i]);
                squares[i].Should().BeApproximately(0.25 + ((row[i] - centre[i]) * (row[i] - centre[i])), 1e-15);
            }
            (sums[length], squares[length]).Should().Be((0.25, 0.25));
        }
    }

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NegativeInfinity, false)]
    [InlineData(float.MaxValue, true)]
    public void IsFiniteFindsTheOddOne(float value, bool expected)
    {
        for (var length = 1; length < 40; length++)
        {
            var row = new float[length];
            VectorMath.IsFinite(row).Should().BeTrue();
            row[length / 2] = value;
            VectorMath.IsFinite(row).Should().Be(expected);
        }
    }

    private static float[] Normals(ulong seed)
    {
        var values = new float[260];
        new RandomStream(seed, RandomPurpose.RowOrder).FillNormal(values);
        return values;
    }
}
