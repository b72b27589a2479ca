using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class PlotTests
{
    private static readonly ScalarGrid Bowl = ScalarGrid.Sample(new GridShape(-2, 2, -1, 1, 81, 41), (x, y) => (x * x) + (y * y));
    private static readonly Point[] Series = Points.FromSeries([3, 1, 2, 0.5, 0.25], start: 1);

    public static TheoryData<string> Pictures => [.. Gallery().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void TextsLieOnTheSheetAndDoNotOverlap(string name)
    {
        Drawing drawing = Gallery().Single(p => p.Name == name).Panel.Render();
        TextShape[] texts = [.. drawing.Shapes.OfType<TextShape>()];
        Rect page = new Rect(0, 0, drawing.Width, drawing.Height).Grown(-8);

        Assert.NotEmpty(texts);
        for (int i = 0; i < texts.Length; i++)
        {
            Rect a = TextBox.Of(texts[i]);
            Assert.True(page.Contains((a.X, a.Y)) && page.Contains((a.Right, a.Bottom)), $"'{texts[i].Text}' at {a} leaves {page}");
            for (int j = 0; j < i; j++)
            {
                Rect b = TextBox.Of(texts[j]);
                bool apart = a.Right <= b.X || b.Right <= a.X || a.Bottom <= b.Y || b.Bottom <= a.Y;
                Assert.True(apart, $"'{texts[i].Text}' at {a} overlaps '{texts[j].Text}' at {b}");
            }
        }
    }

    [Fact]
    public void HeatMapColoursLieWhereTheirValuesAre()
    {
        Plot plot = new Plot(null, 400, 200).EqualUnits().HeatMap(Bowl, Colormap.Grey, min: 0, max: 5);
        PngFile png = PngFile.Render(plot.Render());
        Rect area = Frame(plot);

        Assert.Equal((400, 200), (area.Width, area.Height));
        foreach ((double x, double y) in new[] { (0.0, 0.0), (1.5, 0.5), (-1.9, 0.9), (-1.0, -0.75) })
        {
            int px = (int)(area.X + ((x + 2) * 100));
            int py = (int)(area.Y + ((1 - y) * 100));
            Assert.Equal(255 * ((x * x) + (y * y)) / 5, png[px, py].R, tolerance: 4);
        }
    }

    [Fact]
    public void AHighRowOfTheGridIsDrawnAbove()
    {
        ScalarGrid grid = ScalarGrid.Sample(new GridShape(0, 1, 0, 1, 9, 9), (_, y) => y);
        Plot plot = new Plot(null, 100, 100).HeatMap(grid, Colormap.Grey);
        PngFile png = PngFile.Render(plot.Render());
        Rect area = Frame(plot);

        Assert.InRange(png[(int)area.Center.X, (int)area.Y + 3].R, 240, 255);
        Assert.InRange(png[(int)area.Center.X, (int)area.Bottom - 4].R, 0, 15);
    }

    [Fact]
    public void ScatterPutsMarkersAtTheirPlaces()
    {
        Plot plot = new Plot(null, 200, 100).XRange(0, 2).YRange(0, 1).Scatter([(0.5, 0.25), (1.5, 0.75), (double.NaN, 1)], color: Color.Black);
        Rect area = Frame(plot);

        CircleShape[] circles = [.. plot.Render().Shapes.OfType<CircleShape>()];

        Assert.Equal([area.X + 50, area.X + 150], circles.Select(c => c.Center.X));
        Assert.Equal([area.Y + 75, area.Y + 25], circles.Select(c => c.Center.Y));
        Assert.All(circles, c => Assert.Equal(area, c.Clip));
    }

    [Fact]
    public void PointsWithoutAValueAreLeftOutOfAColouredScatter()
    {
        Plot plot = new Plot().Scatter([(0, 0), (1, 1), (2, 2)], [0, double.NaN, 1], colors: Colormap.Grey);

        Assert.Equal([Color.Black, Color.White], plot.Render().Shapes.OfType<CircleShape>().Select(c => c.Fill!.Value));
    }

    [Fact]
    public void ALogarithmicAxisSpreadsByFactors()
    {
        Plot plot = new Plot(null, 100, 300).YRange(1, 1000).LogY().Scatter([(0, 10), (1, 100), (2, -1)], color: Color.Black);
        Rect area = Frame(plot);

        Assert.Equal([area.Bottom - 100, area.Bottom - 200], plot.Render().Shapes.OfType<CircleShape>().Select(c => Math.Round(c.Center.Y, 6)));
    }

    [Fact]
    public void ALineIsBrokenAtNaN()
    {
        Plot plot = new Plot().Line([(0, 1), (1, 2), (2, double.NaN), (3, 1), (4, 0), (5, 1)], color: Palette.Purple);

        Assert.Equal([2, 3], plot.Render().Shapes.OfType<PolylineShape>().Where(l => l.Stroke.Color == Palette.Purple).Select(l => l.Points.Count));
    }

    [Fact]
    public void ArrowsPointAlongTheirVectors()
    {
        Plot plot = new Plot(null, 100, 100).XRange(0, 1).YRange(0, 1).Arrows([(0.5, 0.5)], [(0.2, 0.1)], scale: 1);

        ArrowShape arrow = Assert.Single(plot.Render().Shapes.OfType<ArrowShape>());

        Assert.Equal(20, arrow.To.X - arrow.From.X, tolerance: 1e-9);
        Assert.Equal(-10, arrow.To.Y - arrow.From.Y, tolerance: 1e-9);
    }

    [Fact]
    public void TheLegendAvoidsTheData()
    {
        Point[] rising = Points.FromSeries([.. Enumerable.Range(0, 50).Select(i => (double)i)]);
        Drawing drawing = new Plot().Line(rising, "rising").Render();
        TextShape name = drawing.Shapes.OfType<TextShape>().Single(t => t.Text == "rising");

        Assert.True(name.Position.X < drawing.Width / 2 && name.Position.Y < drawing.Height / 2, "not in the free upper left corner");
    }

    [Fact]
    public void MistakesAreErrors()
    {
        Assert.Throws<ArgumentException>(() => new Plot().XRange(1, 1));
        Assert.Throws<ArgumentException>(() => new Plot().HeatMap(Bowl, min: 3, max: 2));
        Assert.Throws<ArgumentException>(() => new Plot().Line(Series, errors: [1, 2]));
        Assert.Throws<ArgumentException>(() => new Plot().Arrows(Series, [(1, 1)]));
        Assert.Throws<ArgumentException>(() => new Plot().Scatter([(0, 0)], [double.NaN]));
        Assert.Throws<InvalidOperationException>(() => new Plot().HeatMap(Bowl).XRange(1, 2).LogX().Render());
        Assert.Throws<ArgumentException>(() => ScalarGrid.FromValues(new GridShape(0, 1, 0, 1, 3, 3), new float[8]));
        Assert.Throws<ArgumentException>(() => new GridShape(1, 0, 0, 1));
    }

    private static Rect Frame(Plot plot) => plot.Render().Shapes.OfType<RectangleShape>().Single(r => r.Outline is not null && r.Fill is null).Bounds;

    private static IEnumerable<(string Name, Panel Panel)> Gallery()
    {
        yield return ("map", Map("F∞ of two wells"));
        yield return ("empty", new Plot("Nothing yet"));
        yield return ("flat", new Plot("Flat").HeatMap(Bowl.Select(_ => 3)));
        yield return ("one point", new Plot().Scatter([(5, 5)], "one"));
        yield return ("large numbers", new Plot("Large").Labels("x", "y").Line([(1e7, 1e9), (5e8, -3e12)], "a"));
        yield return ("long title", new Plot("A title that is a good deal longer than the plot below it is wide", 150, 100).Labels("x", "y").Line(Series));
        yield return ("logarithmic", new Plot("Loss", 300, 200).LogX().LogY().Labels("epoch", "loss").Line(Series, "training", marker: Marker.Square, errors: [1, 1, 2, 0.1, 0.3]));
        yield return ("two scales", new Plot("Two", 200, 160).HeatMap(Bowl, label: "energy").Scatter([(0, 0), (1, 0.5)], [1, 2], "time"));
        yield return ("names", new Plot("Names", 220, 160).Labels("y₁", "y₂").Scatter([.. Bowl.Shape.Points()], "everywhere").Line(Series, "series"));
        yield return ("sheet", new Sheet("Several panels")
            .Row(Map("one"), Map("another"))
            .Row(new Plot("Curve", 200, 120).Labels("step", "energy of the block").Line(Series, "a")));
        yield return ("images", new ImageGrid("Digits", 4, 2, 30)
            .Columns("first column", "second")
            .Row("image", [new float[8], new float[8]], ["caption that is wide", "b"])
            .Gap()
            .Row("reconstruction", [new float[8], new float[8]]));
    }

    private static Plot Map(string title) => new Plot(title, 240, 240).EqualUnits().Labels("y₁", "y₂")
        .HeatMap(Bowl, max: 3, label: "energy")
        .Contours(Bowl, count: 6)
        .Scatter([(0, 0), (1, 0.5)], "data", Color.White, marker: Marker.Star, halo: true)
        .Trajectory([(1.5, 0.5), (1, 0.4), (0.2, 0.1)], "descent", Palette.Green);
}
