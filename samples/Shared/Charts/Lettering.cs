using System.Globalization;
using System.Xml.Linq;
using ScottPlot;
using ScottPlot.FontResolvers;
using ScottPlot.Panels;
using SkiaSharp;

namespace Samples.Shared;

/// <summary>
/// Text that looks the same on every machine: a font that comes along with the samples, subscripts in titles, and outlines
/// in place of text in SVG files, where the reader's machine would choose a font. ScottPlot has none of the last two.
/// </summary>
public static class Lettering
{
    private const string Font = "DejaVu Sans";
    private const float SubscriptSize = 0.7f;
    private const float SubscriptDrop = 0.22f;

    static Lettering()
    {
        // Before the resolver of the machine's fonts: it might have a font of this name as well.
        Fonts.FontResolvers.Insert(0, new FileFontResolver(Font, File("DejaVuSans.ttf"), FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal));
        Fonts.FontResolvers.Insert(1, new FileFontResolver(Font, File("DejaVuSans-Bold.ttf"), FontWeight.Bold, FontSlant.Upright, FontSpacing.Normal));
        Fonts.Default = Font;

        static string File(string name) => Path.Combine(AppContext.BaseDirectory, "fonts", name);
    }

    /// <summary>Makes the font that comes along that of everything ScottPlot draws; to be called before the first plot is made.</summary>
    public static void Install()
    {
        // The static constructor does it, once.
    }

    /// <summary>The typeface of all text.</summary>
    public static SKTypeface Typeface(bool bold = false) => Fonts.GetTypeface(Font, bold, italic: false);

    /// <summary>How wide a text is.</summary>
    public static float Measure(string text, float size, bool bold = false) => Pieces(text, size).Sum(p => Width(p, bold));

    /// <summary>Draws a text whose "_x" is the subscript x, from the left or around the middle of its baseline.</summary>
    public static void Draw(SKCanvas canvas, string text, Pixel baseline, float size, bool bold, bool centred)
    {
        using var paint = new SKPaint { Color = ChartStyle.Ink.ToSKColor(), IsAntialias = true };
        var x = baseline.X - (centred ? Measure(text, size, bold) / 2 : 0);
        foreach (var piece in Pieces(text, size))
        {
            using var font = FontOf(piece.Size, bold);
            canvas.DrawText(piece.Text, x, baseline.Y + piece.Drop, font, paint);
            x += Width(piece, bold);
        }
    }

    /// <summary>An SVG with every text as an outline, labelled with what it says.</summary>
    public static XDocument Outline(string svg)
    {
        var document = XDocument.Parse(svg);
        foreach (var text in document.Descendants().Where(e => e.Name.LocalName == "text").ToArray())
            text.ReplaceWith(Outline(text));
        return document;
    }

    private static XElement Outline(XElement text)
    {
        var said = text.Value.Trim();
        using var font = FontOf((float)Number(text, "font-size"), bold: text.Attribute("font-weight") is not null);
        using var path = font.GetTextPath(said, new SKPoint((float)First(text, "x"), (float)First(text, "y")));
        return new XElement(
            text.Name.Namespace + "path",
            text.Attributes().Where(a => a.Name.LocalName is "fill" or "fill-opacity" or "transform"),
            new XAttribute("aria-label", said),
            new XAttribute("d", path.ToSvgPathData()));
    }

    private static double First(XElement element, string attribute)
        => double.Parse(element.Attribute(attribute)!.Value.Split(',')[0], CultureInfo.InvariantCulture);

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    private static IEnumerable<(string Text, float Size, float Drop)> Pieces(string text, float size)
    {
        var parts = text.Split('_');
        yield return (parts[0], size, 0);
        foreach (var part in parts.Skip(1))
        {
            yield return (part[..1], SubscriptSize * size, SubscriptDrop * size);
            yield return (part[1..], size, 0);
        }
    }

    private static float Width((string Text, float Size, float Drop) piece, bool bold)
    {
        using var font = FontOf(piece.Size, bold);
        return font.MeasureText(piece.Text);
    }

    private static SKFont FontOf(float size, bool bold) => new(Typeface(bold), size) { Subpixel = true };

    /// <summary>A chart's title, in the middle above it.</summary>
    internal sealed class Title : PanelBase
    {
        private readonly string _text;

        public Title(string text)
        {
            (_text, Edge) = (text, Edge.Top);
        }

        public override float Measure(Paint paint) => 1.7f * ChartStyle.TitleSize;

        public override void Render(RenderPack rp, float size, float offset) => Draw(
            rp.Canvas, _text, new Pixel((rp.DataRect.Left + rp.DataRect.Right) / 2, rp.DataRect.Top - (0.7f * ChartStyle.TitleSize)), ChartStyle.TitleSize, bold: true, centred: true);
    }
}
