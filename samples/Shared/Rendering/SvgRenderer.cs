using System.Globalization;
using System.Text;
using System.Xml;

namespace Samples.Shared;

/// <summary>Writes a drawing as SVG; texts stay texts, images are embedded as PNG.</summary>
public static class SvgRenderer
{
    private const string Namespace = "http://www.w3.org/2000/svg";

    /// <summary>Writes the drawing as an SVG document.</summary>
    public static void Write(Drawing drawing, Stream stream)
    {
        var settings = new XmlWriterSettings
        {
            Indent = true,
            NewLineChars = "\n",
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using var xml = XmlWriter.Create(stream, settings);
        xml.WriteStartElement("svg", Namespace);
        xml.WriteAttributeString("width", Number(drawing.Width));
        xml.WriteAttributeString("height", Number(drawing.Height));
        xml.WriteAttributeString("viewBox", $"0 0 {Number(drawing.Width)} {Number(drawing.Height)}");
        xml.WriteAttributeString("font-family", "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif");
        xml.WriteAttributeString("stroke-linecap", "round");
        xml.WriteAttributeString("stroke-linejoin", "round");

        List<Rect> clips = [.. drawing.Shapes.Where(s => s.Clip is not null).Select(s => s.Clip!.Value).Distinct()];
        WriteClips(xml, clips);
        var writer = new SvgShapeWriter(xml);
        writer.Write(new RectangleShape(new Rect(0, 0, drawing.Width, drawing.Height), drawing.Background, null));
        Rect? open = null;
        foreach (Shape shape in drawing.Shapes)
        {
            if (shape.Clip != open)
            {
                if (open is not null)
                {
                    xml.WriteEndElement();
                }
                if (shape.Clip is { } clip)
                {
                    xml.WriteStartElement("g");
                    xml.WriteAttributeString("clip-path", $"url(#clip{clips.IndexOf(clip)})");
                }
                open = shape.Clip;
            }
            writer.Write(shape);
        }
        if (open is not null)
        {
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    /// <summary>A coordinate with at most three decimals, in the form XML wants.</summary>
    internal static string Number(double value) => Math.Round(value, 3).ToString("0.###", CultureInfo.InvariantCulture);

    private static void WriteClips(XmlWriter xml, List<Rect> clips)
    {
        if (clips.Count == 0)
        {
            return;
        }
        xml.WriteStartElement("defs");
        for (int i = 0; i < clips.Count; i++)
        {
            xml.WriteStartElement("clipPath");
            xml.WriteAttributeString("id", $"clip{i}");
            xml.WriteStartElement("rect");
            xml.WriteAttributeString("x", Number(clips[i].X));
            xml.WriteAttributeString("y", Number(clips[i].Y));
            xml.WriteAttributeString("width", Number(clips[i].Width));
            xml.WriteAttributeString("height", Number(clips[i].Height));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }
}
