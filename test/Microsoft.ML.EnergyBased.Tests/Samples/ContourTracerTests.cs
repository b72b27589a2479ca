using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class ContourTracerTests
{
    [Theory]
    [InlineData(0.25)]
    [InlineData(1)]
    [InlineData(2.25)]
    public void TheContoursOfASquaredDistanceAreCircles(double level)
    {
        ScalarGrid grid = ScalarGrid.Sample(new GridShape(-2, 2, -1.75, 1.75, 161, 141), (x, y) => (x * x) + (y * y));

        IReadOnlyList<Point> circle = Assert.Single(ContourTracer.Trace(grid, level));

        Assert.Equal(circle[0], circle[^1]);
        Assert.All(circle, p => Assert.Equal(Math.Sqrt(level), p.Length, tolerance: 3e-4));
        double length = circle.Zip(circle.Skip(1), (a, b) => (b - a).Length).Sum();
        Assert.Equal(2 * Math.PI * Math.Sqrt(level), length, tolerance: 0.01);
    }

    [Fact]
    public void ALinearFunctionHasOneStraightOpenContour()
    {
        ScalarGrid grid = ScalarGrid.Sample(new GridShape(0, 1, 0, 2, 11, 21), (x, y) => x + (2 * y));

        IReadOnlyList<Point> line = Assert.Single(ContourTracer.Trace(grid, 1.57));

        Assert.All(line, p => Assert.Equal(1.57, p.X + (2 * p.Y), tolerance: 1e-9));
        Assert.Equal(1, Math.Abs(line[0].X - line[^1].X), tolerance: 1e-9);
    }

    [Fact]
    public void TwoWellsHaveTwoContoursBelowTheSaddleAndOneAboveIt()
    {
        // E = (x² − 1)² + y² has its minima at ±1 and its saddle, of value 1, at the origin.
        ScalarGrid grid = ScalarGrid.Sample(new GridShape(-2, 2, -2, 2, 120, 120), (x, y) => Math.Pow((x * x) - 1, 2) + (y * y));

        Assert.Equal(2, ContourTracer.Trace(grid, 0.9).Count);
        Assert.Single(ContourTracer.Trace(grid, 1.1));
    }

    [Theory]
    [InlineData(0.4, 0)]
    [InlineData(-0.4, 1)]
    public void ASaddleCellJoinsTheCornersThatItsMeanJoins(double shift, int corner)
    {
        // One cell with high corners (0, 0) and (1, 1): with a high mean the low corners are cut off, and the other way round.
        ScalarGrid grid = ScalarGrid.Sample(new GridShape(0, 1, 0, 1, 2, 2), (x, y) => (x == y ? 1 : -1) + shift);

        IReadOnlyList<IReadOnlyList<Point>> lines = ContourTracer.Trace(grid, 0);

        Assert.Equal(2, lines.Count);
        Point cut = corner == 0 ? (1, 0) : (0, 0);
        Assert.Contains(lines, line => line.All(p => (p - cut).Length < 0.5));
    }

    [Fact]
    public void CellsWithoutAValueHaveNoContour()
    {
        ScalarGrid grid = ScalarGrid.Sample(new GridShape(-1, 1, -1, 1, 41, 41), (x, y) => x > 0.51 ? double.NaN : y);

        IReadOnlyList<Point> line = Assert.Single(ContourTracer.Trace(grid, 0.01));

        Assert.All(line, p => Assert.InRange(p.X, -1, 0.5 + 1e-9));
    }
}
