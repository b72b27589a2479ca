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
    public void The_font_that_comes_along_has_what_formulas_need(bool bold)
    {
        var typeface = Lettering.Typeface(bold);

        Assert.Equal("DejaVu Sans", typeface.FamilyName);
        Assert.Equal(bold, typeface.IsBold);
        var wanted = string.Concat(Enumerable.Range(32, 95).Select(c => (char)c)) + "×°βσλ∞²αθρμΣ∇‖−±≤≥→₀₁₂ᵦ⁻³";
        Assert.Equal("", string.Concat(wanted.Where(c => !typeface.ContainsGlyph(c))));
    }

    [Fact]
    public void Everything_that_ScottPlot_writes_is_in_that_font()
    {
        using var chart = Line("title");

        Assert.Equal("DejaVu Sans", chart.Axes.Bottom.TickLabelStyle.FontName);
        Assert.Equal("DejaVu Sans", chart.Axes.Left.Label.FontName);
        Assert.Equal("DejaVu Sans", ScottPlot.Fonts.Default);
        Assert.Equal(SKTypeface.FromFile(Path.Combine(AppContext.BaseDirectory, "fonts", "DejaVuSans.ttf")).GlyphCount, Lettering.Typeface().GlyphCount);
    }

    [Fact]
    public void A_subscript_is_smaller_than_what_it_stands_at()
    {
        Assert.Equal(Lettering.Measure("Fβ at", 20), Lettering.Measure("F", 20) + Lettering.Measure("β", 20) + Lettering.Measure(" at", 20), 0.5f);
        Assert.Equal(Lettering.Measure("F_β at", 20), Lettering.Measure("F", 20) + Lettering.Measure("β", 14) + Lettering.Measure(" at", 20), 0.5f);
    }

    [Fact]
    public void An_SVG_has_outlines_in_place_of_text_that_the_reader_s_machine_would_draw()
    {
        Line("a line of F_∞").Save(File("chart.svg"));

        var svg = XDocument.Load(File("chart.svg"));
        Assert.DoesNotContain(svg.Descendants(), e => e.Name.LocalName == "text");
        Assert.DoesNotContain(svg.Descendants().Attributes(), a => a.Name.LocalName.StartsWith("font", StringComparison.Ordinal));
        var texts = svg.Descendants().Where(e => e.Attribute("aria-label") is not null).ToArray();
        foreach (var said in (string[])["a line of F", "∞", "y₁", "energy"])
        {
            var outline = Assert.Single(texts, t => t.Attribute("aria-label")!.Value == said).Attribute("d")!.Value;
            Assert.StartsWith("M", outline, StringComparison.Ordinal);
            Assert.InRange(outline.Length, 20, 10000);
        }
    }

    [Fact]
    public void A_PNG_has_two_pixels_for_each_unit_of_the_SVG_and_is_the_same_each_time()
    {
        Line("title").Save(File("first.png"));
        Line("title").Save(File("second.png"));
        Line("title").Save(File("chart.svg"));

        Assert.Equal(System.IO.File.ReadAllBytes(File("first.png")), System.IO.File.ReadAllBytes(File("second.png")));
        var picture = Picture.Read(File("first.png"));
        var root = XDocument.Load(File("chart.svg")).Root!;
        Assert.Equal(2 * int.Parse(root.Attribute("width")!.Value, null), picture.Width);
        Assert.Equal(2 * int.Parse(root.Attribute("height")!.Value, null), picture.Height);
        Assert.InRange(picture.Inked, 0.02, 0.2);
    }

    [Fact]
    public void Areas_of_neighbouring_charts_stand_in_line()
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
        Assert.All(areas, a => Assert.Equal((100, 80), (Math.Round(a.Width, 3), Math.Round(a.Height, 3))));
        Assert.Equal(areas[0].Top, areas[1].Top);
        Assert.Equal(areas[0].Left, areas[2].Left);
        Assert.True(areas[1].Left > areas[0].Right);
        Assert.True(areas[2].Top > areas[0].Bottom);
    }

    [Fact]
    public void A_map_has_its_low_and_high_places_where_they_are()
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
        Assert.Contains(picture.Where(c => c == new SKColor(ChartStyle.Heights.GetColor(1).ARGB)), p => p.Y < (2 * area.Top) - 8 && p.X > 2 * area.Right);
    }

    [Fact]
    public void Arrows_point_where_their_vectors_do()
    {
        var chart = new Chart(null, 100, 100).Limits(0, 1, 0, 1).Arrows([(0.5, 0.2), (0.1, 0.1)], [(0, 1), (0, 0)], ChartStyle.Vermilion, longest: 50);

        chart.Save(File("arrows.png"));

        var area = chart.RenderManager.LastRender.DataRect;
        var inked = Picture.Read(File("arrows.png")).Where(c => c.Red > 180 && c.Green < 150).Select(p => area.Bottom - (p.Y / 2.0)).ToArray();
        Assert.InRange(inked.Max(), 60, 75);
    }

    [Fact]
    public void A_contact_sheet_shows_each_value_as_a_square_of_its_colour()
    {
        var grid = new ImageGrid("two", 2, 2, cell: 40).Colors(ChartStyle.Paper, 0, 1).Row("a name", [[0, 1, 1, 0], [1, 1, 0, float.NaN]], ["left", "right"]);

        grid.Save(File("grid.png"));

        var picture = Picture.Read(File("grid.png"));
        var missing = picture.Where(c => c == new SKColor(ChartStyle.Missing.ARGB)).ToArray();
        Assert.InRange(missing.Length, 38 * 38, 40 * 40);
        // Left of it is paper, above it ink.
        var (x, y) = (missing.Min(p => p.X), missing.Min(p => p.Y));
        Assert.Equal(SKColors.White, picture[x - 20, y + 20]);
        Assert.Equal(SKColors.Black, picture[x + 20, y - 20]);
        Assert.Throws<ArgumentException>(() => grid.Row(null, [[1, 2, 3]]));
        Assert.Throws<ArgumentException>(() => grid.Row(null, [[1, 2, 3, 4]], ["one", "two"]));
    }

    [Fact]
    public void Another_extension_or_an_impossible_path_is_the_users_to_put_right()
    {
        Assert.Contains(".jpg", Assert.Throws<SampleException>(() => Line("title").Save(File("a.jpg"))).Message, StringComparison.Ordinal);

        Directory.CreateDirectory(File("taken.png"));
        Assert.Contains("taken.png", Assert.Throws<SampleException>(() => Line("title").Save(File("taken.png"))).Message, StringComparison.Ordinal);
    }

    private static Chart Line(string title) => new Chart(title, 200, 150).Labels("y₁", "energy").Line([(0, 0), (1, 1)], ChartStyle.Blue, "line");

    private static void AssertClose(ScottPlot.Color expected, SKColor actual)
    {
        Assert.InRange(actual.Red, expected.R - 6, expected.R + 6);
        Assert.InRange(actual.Green, expected.G - 6, expected.G + 6);
        Assert.InRange(actual.Blue, expected.B - 6, expected.B + 6);
    }

    private string File(string name) => Path.Combine(_folder, name);
}
