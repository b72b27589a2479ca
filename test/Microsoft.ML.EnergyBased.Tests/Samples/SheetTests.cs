using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class SheetTests
{
    [Fact]
    public void AxesOfNeighbouringPlotsStandInLine()
    {
        // Different widths of tick labels and axis names must not shift the frames.
        Plot narrow = new Plot("a", 100, 80).Line([(0, 0), (1, 1)]);
        Plot wide = new Plot("b", 100, 80).Labels("x", "y").Line([(0, 0), (1, 1e6)]);
        Plot third = new Plot(null, 100, 80).Labels("x", null).Line([(0, 0), (1, 25)]);

        Drawing drawing = new Sheet("all").Fill([narrow, wide, third], columns: 2).Render();

        Rect[] frames = [.. drawing.Shapes.OfType<RectangleShape>().Where(r => r.Fill is null).Select(r => r.Bounds)];
        Assert.Equal(3, frames.Length);
        Assert.Equal(frames[0].Y, frames[1].Y);
        Assert.Equal(frames[0].X, frames[2].X);
        Assert.True(frames[1].X > frames[0].Right);
        Assert.True(frames[2].Y > frames[0].Bottom);
    }

    [Fact]
    public void AnEmptySheetIsAnError()
    {
        Assert.Throws<InvalidOperationException>(() => new Sheet().Render());
        Assert.Throws<ArgumentException>(() => new Sheet().Row());
    }
}
