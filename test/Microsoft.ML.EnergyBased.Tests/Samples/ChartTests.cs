using System.Xml.Linq;
using Samples.Shared;
using SkiaSharp;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

/// <summary>What the samples add to ScottPlot: text of their own font, sheets, maps and contact sheets.</summary>
public sealed class ChartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("charts-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheFontThatComesAlongHasWhatFormulasNeed(bool bold)
    {
        var typeface = Lettering.Typeface(bold);

        typeface.FamilyName.Should().Be("DejaVu Sans");
        typeface.IsBold.Should().Be(bold);
        var wanted = string.Concat(Enumerable.Range(32, 95).Select(c => (char)c)) + "×°βσλ∞²αθρμΣ∇‖−±≤≥→₀₁₂ᵦ⁻³";
        string.Concat(wanted.Where(c => !typeface.ContainsGlyph(c))).Should().Be("");
    }

    [Fact]
    public void EverythingThatScottPlotWritesIsInThatFont()
    {
        using var chart = Line("title");

        chart.Axes.Bottom.TickLabelStyle.FontName.Should().Be("DejaVu Sans");
        chart.Axes.Left.Label.FontName.Should().Be("DejaVu Sans");
        ScottPlot.Fonts.Default.Should().Be("DejaVu Sans");
        Lettering.Typeface().GlyphCount.Should().Be(SKTypeface.FromFile(Path.Combine(AppContext.BaseDirectory, "fonts", "DejaVuSans.ttf")).GlyphCount);
    }

    [Fact]
    public void ASubscriptIsSmallerThanWhatItStandsAt()
    {
        (Lettering.Measure("F", 20) + Lettering.Measure("β", 20) + Lettering.Measure(" at", 20))
            .Should().BeApproximately(Lettering.Measure("Fβ at", 20), 0.5f);
        (Lettering.Measure("F", 20) + Lettering.Measure("β", 14) + Lettering.Measure(" at", 20))
            .Should().BeApproximately(Lettering.Measure("F_β at", 20), 0.5f);
    }

    [Fact]
    public void AnSVGHasOutlinesInPlaceOfTextThatTheReaderSMachineWouldDraw()
    {
        Line("a line of F_∞").Save(File("chart.svg"));

        var svg = XDocument.Load(File("chart.svg"));
        svg.Descendants().Should().NotContain(e => e.Name.LocalName == "text");
        svg.Descendants().Attributes().Should().NotContain(a => a.Name.LocalName.StartsWith("font", StringComparison.Ordinal));
        var texts = svg.Descendants().Where(e => e.Attribute("aria-label") is not null).ToArray();
        foreach (var said in (string[])["a line of F", "∞", "y₁", "energy"])
        {
            var outline = texts.Should().ContainSingle(t => t.Attribute("aria-label")!.Value == said).Which.Attribute("d")!.Value;
            outline.Should().StartWith("M");
            outline.Length.Should().BeInRange(20, 10000);
        }
    }

    [Fact]
    public void APNGHasTwoPixelsForEachUnitOfTheSVGAndIsTheSameEachTime()
    {
        Line("title").Save(File("first.png"));
        Line("title").Save(File("second.png"));
        Line("title").Save(File("chart.svg"));

        System.IO.File.ReadAllBytes(File("second.png")).ShouldEqual(System.IO.File.ReadAllBytes(File("first.png")));
        var picture = Picture.Read(File("first.png"));
        var root = XDocument.Load(File("chart.svg")).Root!;
        picture.Width.Should().Be(2 * int.Parse(root.Attribute("width")!.Value, null));
        picture.Height.Should().Be(2 * int.Parse(root.Attribute("height")!.Value, null));
        picture.Inked.Should().BeInRange(0.02, 0.2);
    }

    [Fact]
    public void AreasOfNeighbouringChartsStandInLine()
    {
        // Names of the axes and labels of different width take different room.
        Chart[] charts =
        [
            new Chart("a", 100, 80).Line([(0, 0), (1, 1)], ChartStyle.Blue),
            new Chart("b", 100, 80).Labels("x", "y").Line([(0, 0), (1, 100000)], ChartStyle.Blue),
            new Chart(null, 100, 80).Labels("x", "").Line([(0, 0), (1, 25)], ChartStyle.Blue),
        ];

        new Sheet("all").Fill(charts, columns: 2).Save(File("sheet.png"));

        var areas = Array.ConvertAll(charts, c => c.RenderManager.LastRender.DataRect);
        areas.Should().AllSatisfy(a => (Math.Round(a.Width, 3), Math.Round(a.Height, 3)).Should().Be(((double, double))(100, 80)));
        areas[1].Top.Should().Be(areas[0].Top);
        areas[2].Left.Should().Be(areas[0].Left);
        areas[1].Left.Should().BeGreaterThan(areas[0].Right);
        areas[2].Top.Should().BeGreaterThan(areas[0].Bottom);
    }

    [Fact]
    public void AMapHasItsLowAndHighPlacesWhereTheyAre()
    {
        // Low at the lower left, beyond the last colour at the upper right.
        var shape = new GridShape(0, 1, 0, 1, 50, 50);
        var grid = ScalarGrid.FromValues(shape, [.. shape.Points().Select(p => (float)(p.X + p.Y))]);
        var chart = new Chart(null, 100, 100).Map(grid, top: 1.5, "height", contours: 1);

        chart.Save(File("map.png"));

        var picture = Picture.Read(File("map.png"));
        var area = chart.RenderManager.LastRender.DataRect;
        SKColor At(double x, double y) => picture[(int)(2 * (area.Left + (x * area.Width))), (int)(2 * (area.Bottom - (y * area.Height)))];
        AssertClose(ChartStyle.Heights.GetColor(0.2 / 1.5), At(0.1, 0.1));
        AssertClose(ChartStyle.Heights.GetColor(0.6 / 1.5), At(0.5, 0.1));
        AssertClose(ChartStyle.Heights.GetColor(1), At(0.9, 0.9));
        // The end of the colour bar points upwards, above the area.
        picture.Where(c => c == new SKColor(ChartStyle.Heights.GetColor(1).ARGB))
            .Should().Contain(p => p.Y < (2 * area.Top) - 8 && p.X > 2 * area.Right);
    }

    [Fact]
    public void ArrowsPointWhereTheirVectorsDo()
    {
        var chart = new Chart(null, 100, 100).Limits(0, 1, 0, 1).Arrows([(0.5, 0.2), (0.1, 0.1)], [(0, 1), (0, 0)], ChartStyle.Vermilion, longest: 50);

        chart.Save(File("arrows.png"));

        var area = chart.RenderManager.LastRender.DataRect;
        var inked = Picture.Read(File("arrows.png")).Where(c => c.Red > 180 && c.Green < 150).Select(p => area.Bottom - (p.Y / 2.0)).ToArray();
        inked.Max().Should().BeInRange(60, 75);
    }

    [Fact]
    public void AContactSheetShowsEachValueAsASquareOfItsColour()
    {
        var grid = new ImageGrid("two", 2, 2, cell: 40).Colors(ChartStyle.Paper, 0, 1).Row("a name", [[0, 1, 1, 0], [1, 1, 0, float.NaN]], ["left", "right"]);

        grid.Save(File("grid.png"));

        var picture = Picture.Read(File("grid.png"));
        var missing = picture.Where(c => c == new SKColor(ChartStyle.Missing.ARGB)).ToArray();
        missing.Length.Should().BeInRange(38 * 38, 40 * 40);
        // Left of it is paper, above it ink.
        var (x, y) = (missing.Min(p => p.X), missing.Min(p => p.Y));
        picture[x - 20, y + 20].Should().Be(SKColors.White);
        picture[x + 20, y - 20].Should().Be(SKColors.Black);
        FluentActions.Invoking(() => grid.Row(null, [[1, 2, 3]])).Should().ThrowExactly<ArgumentException>();
        FluentActions.Invoking(() => grid.Row(null, [[1, 2, 3, 4]], ["one", "two"])).Should().ThrowExactly<ArgumentException>();
    }

    [Fact]
    public void AnotherExtensionOrAnImpossiblePathIsTheUsersToPutRight()
    {
        FluentActions.Invoking(() => Line("title").Save(File("a.jpg"))).Should().ThrowExactly<SampleException>().Which.Message
            .Should().Contain(".jpg");

        Directory.CreateDirectory(File("taken.png"));
        FluentActions.Invoking(() => Line("title").Save(File("taken.png")))
            .Should().ThrowExactly<SampleException>().Which.Message.Should().Contain("taken.png");
    }

    private static Chart Line(string title) => new Chart(title, 200, 150).Labels("y₁", "energy").Line([(0, 0), (1, 1)], ChartStyle.Blue, "line");

    private static void AssertClose(ScottPlot.Color expected, SKColor actual)
    {
        ((int)actual.Red).Should().BeInRange(expected.R - 6, expected.R + 6);
        ((int)actual.Green).Should().BeInRange(expected.G - 6, expected.G + 6);
        ((int)actual.Blue).Should().BeInRange(expected.B - 6, expected.B + 6);
    }

    private string File(string name) => Path.Combine(_folder, name);
}
