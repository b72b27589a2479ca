using System.Globalization;
using System.Xml;

namespace Samples.Shared;

/// <summary>Writes one shape as an SVG element.</summary>
internal sealed class SvgShapeWriter(XmlWriter xml)
{
    /// <summary>Writes the element (an arrow takes two).</summary>
    public void Write(Shape shape)
    {
        switch (shape)
        {
            case PolylineShape line when line.Points.Count == 2:
                WriteLine(line.Points[0], line.Points[1], line.Stroke);
                break;
            case PolylineShape line:
                Start("polyline", ("points", Coordinates(line.Points)));
                Paint(null, line.Stroke);
                xml.WriteEndElement();
                break;
            case PolygonShape polygon:
                Start("polygon", ("points", Coordinates(polygon.Points)), ("fill-rule", "evenodd"));
                Paint(polygon.Fill, polygon.Outline);
                xml.WriteEndElement();
                break;
            case RectangleShape rectangle:
                Start("rect", Box(rectangle.Bounds));
                Paint(rectangle.Fill, rectangle.Outline);
                xml.WriteEndElement();
                break;
            case CircleShape circle:
                Start("circle", ("cx", N(circle.Center.X)), ("cy", N(circle.Center.Y)), ("r", N(circle.Radius)));
                Paint(circle.Fill, circle.Outline);
                xml.WriteEndElement();
                break;
            case ArrowShape arrow:
                (Point end, Point[] head) = ArrowHead.Of(arrow);
                WriteLine(arrow.From, end, arrow.Stroke);
                Write(new PolygonShape(head, arrow.Stroke.Color, null));
                break;
            case TextShape text:
                WriteText(text);
                break;
            case ImageShape image:
                WriteImage(image);
                break;
            default:
                throw new NotSupportedException($"The SVG renderer does not know {shape.GetType().Name}.");
        }
    }

    private void WriteLine(Point from, Point to, Stroke stroke)
    {
        Start("line", ("x1", N(from.X)), ("y1", N(from.Y)), ("x2", N(to.X)), ("y2", N(to.Y)));
        Paint(null, stroke);
        xml.WriteEndElement();
    }

    private void WriteText(TextShape text)
    {
        (double along, double across) = TextPlacement.Offset(text);
        Point at = text.Position;
        // The viewer's font is not ours: it is fitted to the width that the layout was made with.
        double width = StrokeFont.Measure(text.Text, text.Style);
        Start("text", ("x", N(at.X + along)), ("y", N(at.Y + across)), ("font-size", N(text.Style.Size)));
        if (text.Text.Length > 1)
        {
            xml.WriteAttributeString("textLength", N(width));
            xml.WriteAttributeString("lengthAdjust", "spacingAndGlyphs");
        }
        if (text.Style.Bold)
        {
            xml.WriteAttributeString("font-weight", "bold");
        }
        if (text.Upwards)
        {
            xml.WriteAttributeString("transform", $"rotate(-90 {N(at.X)} {N(at.Y)})");
        }
        Paint(text.Style.Color, null);
        xml.WriteString(text.Text);
        xml.WriteEndElement();
    }

    private void WriteImage(ImageShape image)
    {
        using var png = new MemoryStream();
        PngEncoder.Write(image.Image, png);
        Start("image", Box(image.Bounds));
        xml.WriteAttributeString("preserveAspectRatio", "none");
        if (!image.Smooth)
        {
            xml.WriteAttributeString("style", "image-rendering:pixelated");
        }
        xml.WriteAttributeString("href", "data:image/png;base64," + Convert.ToBase64String(png.GetBuffer(), 0, (int)png.Length));
        xml.WriteEndElement();
    }

    private void Paint(Color? fill, Stroke? stroke)
    {
        xml.WriteAttributeString("fill", fill?.ToHex() ?? "none");
        if (fill is { A: < 255 } translucent)
        {
            xml.WriteAttributeString("fill-opacity", Opacity(translucent));
        }
        if (stroke is null)
        {
            return;
        }
        xml.WriteAttributeString("stroke", stroke.Color.ToHex());
        xml.WriteAttributeString("stroke-width", N(stroke.Width));
        if (stroke.Color.A < 255)
        {
            xml.WriteAttributeString("stroke-opacity", Opacity(stroke.Color));
        }
        if (stroke.Dashes is { Count: > 0 } dashes)
        {
            xml.WriteAttributeString("stroke-dasharray", string.Join(' ', dashes.Select(N)));
        }
    }

    private void Start(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name);
        foreach ((string key, string value) in attributes)
        {
            xml.WriteAttributeString(key, value);
        }
    }

    private static (string Name, string Value)[] Box(Rect r) =>
        [("x", N(r.X)), ("y", N(r.Y)), ("width", N(r.Width)), ("height", N(r.Height))];

    private static string Coordinates(IEnumerable<Point> points) => string.Join(' ', points.Select(p => $"{N(p.X)},{N(p.Y)}"));

    private static string Opacity(Color color) => (color.A / 255.0).ToString("0.###", CultureInfo.InvariantCulture);

    private static string N(double value) => SvgRenderer.Number(value);
}
