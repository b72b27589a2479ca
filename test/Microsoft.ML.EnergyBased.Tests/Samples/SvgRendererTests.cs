using System.Globalization;
using System.Xml.Linq;
using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class SvgRendererTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void EveryPrimitiveBecomesItsElement()
    {
        var drawing = new Drawing(200.5, 100);
        drawing.Line((1, 2), (3.25, 4), new Stroke(Color.Black, 1.5, [3, 2]));
        drawing.Polyline([(1, 1), (2, 2), (3, 1)], new Stroke(Color.Black));
        drawing.Polygon([(1, 1), (2, 2), (3, 1)], Color.FromHex("#0072B2").WithOpacity(0.5));
        drawing.Rectangle(new Rect(5, 6, 7, 8), Color.Black, new Stroke(Color.White));
        drawing.Circle((9, 10), 11, Color.Black);
        drawing.Arrow((0, 0), (50, 0), new Stroke(Color.Black));
        drawing.Text((20, 30), "a < b & \"c\" λ", new TextStyle(12, Color.Black, Bold: true), HorizontalAlignment.Left, upwards: true);
        drawing.Image(new Rect(0, 0, 10, 10), new Raster(2, 2));

        XElement root = Render(drawing);

        Assert.Equal("0 0 200.5 100", root.Attribute("viewBox")!.Value);
        Assert.Equal(
            ["rect", "line", "polyline", "polygon", "rect", "circle", "line", "polygon", "text", "image"],
            root.Elements().Select(e => e.Name.LocalName));
        XElement line = root.Elements(Svg + "line").First();
        Assert.Equal("3.25", line.Attribute("x2")!.Value);
        Assert.Equal("3 2", line.Attribute("stroke-dasharray")!.Value);
        XElement polygon = root.Elements(Svg + "polygon").First();
        Assert.Equal("1,1 2,2 3,1", polygon.Attribute("points")!.Value);
        Assert.Equal("#0072b2", polygon.Attribute("fill")!.Value);
        Assert.Equal("0.502", polygon.Attribute("fill-opacity")!.Value);
        XElement text = root.Element(Svg + "text")!;
        Assert.Equal("a < b & \"c\" λ", text.Value);
        Assert.Equal("rotate(-90 20 30)", text.Attribute("transform")!.Value);
        Assert.Equal("bold", text.Attribute("font-weight")!.Value);
    }

    [Fact]
    public void ImagesAreEmbeddedAsPng()
    {
        var image = new Raster(3, 2) { [2, 1] = new Color(10, 20, 30) };
        var drawing = new Drawing(30, 20);
        drawing.Image(new Rect(0, 0, 30, 20), image);

        string link = Render(drawing).Element(Svg + "image")!.Attribute("href")!.Value;

        const string Prefix = "data:image/png;base64,";
        Assert.StartsWith(Prefix, link, StringComparison.Ordinal);
        PngFile png = PngFile.Read(Convert.FromBase64String(link[Prefix.Length..]));
        Assert.Equal((3, 2), (png.Width, png.Height));
        Assert.Equal(new Color(10, 20, 30), png[2, 1]);
        Assert.Equal(0, png[0, 0].A);
    }

    [Fact]
    public void ClippedShapesStandInAGroupWithTheirClip()
    {
        var drawing = new Drawing(30, 20);
        drawing.Clipped(new Rect(1, 2, 3, 4), () =>
        {
            drawing.Circle((5, 5), 1, Color.Black);
            drawing.Circle((6, 5), 1, Color.Black);
        });
        drawing.Circle((7, 5), 1, Color.Black);

        XElement root = Render(drawing);

        XElement group = Assert.Single(root.Elements(Svg + "g"));
        Assert.Equal(2, group.Elements(Svg + "circle").Count());
        Assert.Single(root.Elements(Svg + "circle"));
        XElement clip = root.Descendants(Svg + "clipPath").Single();
        Assert.Equal($"url(#{clip.Attribute("id")!.Value})", group.Attribute("clip-path")!.Value);
        Assert.Equal("3", clip.Element(Svg + "rect")!.Attribute("width")!.Value);
    }

    [Fact]
    public void NumbersDoNotDependOnTheCulture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            var drawing = new Drawing(10, 10);
            drawing.Circle((1.5, 2.25), 0.125, Color.Black.WithOpacity(0.5));
            XElement circle = Render(drawing).Element(Svg + "circle")!;
            Assert.Equal("1.5", circle.Attribute("cx")!.Value);
            Assert.Equal("0.125", circle.Attribute("r")!.Value);
            Assert.Equal("0.502", circle.Attribute("fill-opacity")!.Value);
            Assert.Equal("1.5", Ticks.Format(1.5, 0.5));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static XElement Render(Drawing drawing)
    {
        using var stream = new MemoryStream();
        SvgRenderer.Write(drawing, stream);
        stream.Position = 0;
        return XDocument.Load(stream).Root!;
    }
}
