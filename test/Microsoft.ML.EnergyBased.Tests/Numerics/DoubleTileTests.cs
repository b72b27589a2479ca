using MathNet.Numerics.LinearAlgebra;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Numerics;

public unsafe class DoubleTileTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 16)]
    [InlineData(64, 64)]
    [InlineData(65, 72)]
    public void GivenSize_WhenPadded_ThenItIsWholeTilesBothWays(int size, int padded)
    {
        DoubleTile.Padded(size).Should().Be(padded);
        (padded % DoubleTile.Rows).Should().Be(0);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(5, false)]
    [InlineData(200, false)]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(200, true)]
    public void GivenTwoStrips_WhenAccumulated_ThenTileIsTheirProductOfMathNetAndNothingElseIsTouched(int steps, bool rowsOfA)
    {
        const int Stride = 11;
        var random = new Random(steps);
        var a = Matrix<double>.Build.Dense(DoubleTile.Rows, steps + 1, (_, _) => random.NextDouble() - 0.5);
        var b = Matrix<double>.Build.Dense(steps + 1, DoubleTile.Columns, (_, _) => random.NextDouble() - 0.5);
        var before = Matrix<double>.Build.Dense(DoubleTile.Rows, Stride, (_, _) => random.NextDouble());
        var left = rowsOfA ? a.ToRowMajorArray() : a.ToColumnMajorArray();
        var right = b.ToRowMajorArray();
        var tile = before.ToRowMajorArray();
        // One step more is there than is summed.
        nint rowStride = rowsOfA ? steps + 1 : 1, stepStride = rowsOfA ? 1 : DoubleTile.Rows;

        fixed (double* p = left, q = right, c = tile)
            DoubleTile.Accumulate(steps, p, rowStride, stepStride, q, DoubleTile.Columns, c, Stride);

        for (var i = 0; i < DoubleTile.Rows; i++)
        {
            var expected = Enumerable.Range(0, Stride).Select(j => before[i, j]
                + (j < DoubleTile.Columns ? Enumerable.Range(0, steps).Sum(k => a[i, k] * b[k, j]) : 0));
            var row = tile[(i * Stride)..((i + 1) * Stride)];
            row.ShouldBeCloseTo(expected, 1e-14 * (1 + steps), "row {0}", i);
            row[DoubleTile.Columns..].ShouldEqual(before.Row(i).Skip(DoubleTile.Columns));
        }

        if (steps > 0)
        {
            var product = a.SubMatrix(0, DoubleTile.Rows, 0, steps) * b.SubMatrix(0, steps, 0, DoubleTile.Columns);
            (product + before.SubMatrix(0, DoubleTile.Rows, 0, DoubleTile.Columns)).ToRowMajorArray()
                .ShouldBeCloseTo(tile.Chunk(Stride).SelectMany(r => r.Take(DoubleTile.Columns)), 1e-14 * (1 + steps));
        }
    }
}
