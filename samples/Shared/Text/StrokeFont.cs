namespace Samples.Shared;

/// <summary>
/// The built-in font: letters as pen strokes, so that the same outlines serve any size. It has printable ASCII, Greek
/// letters and symbols that formulas need, and raised and lowered digits. What it lacks is drawn as an empty box.
/// </summary>
internal static class StrokeFont
{
    /// <summary>Height of capitals as a share of the text size.</summary>
    public const double CapHeight = 0.72;

    /// <summary>Depth of descenders as a share of the text size.</summary>
    public const double Descent = 0.22;

    private const double UnitsPerEm = 103;
    private const double RegularSpacing = 18;
    private const double BoldSpacing = 20.5;
    private const double RegularPen = 8.6;
    private const double BoldPen = 12.6;

    private static readonly Dictionary<char, Glyph> Cache = Build();
    private static readonly Glyph Missing = new(34, [[(0, 0), (34, 0), (34, 66), (0, 66), (0, 0)]]);

    /// <summary>True when the font can draw the character.</summary>
    public static bool Has(char c) => Cache.ContainsKey(c);

    /// <summary>Width of a line of text.</summary>
    public static double Measure(string text, TextStyle style)
    {
        double spacing = Spacing(style);
        double units = 0;
        foreach (char c in text)
        {
            units += Find(c).Width + spacing;
        }
        return units * style.Size / UnitsPerEm;
    }

    /// <summary>Width of the pen for a style.</summary>
    public static double PenWidth(TextStyle style) => (style.Bold ? BoldPen : RegularPen) * style.Size / UnitsPerEm;

    /// <summary>The pen strokes of a text, relative to the start of its baseline, y pointing down.</summary>
    public static IEnumerable<Point[]> Strokes(string text, TextStyle style)
    {
        double scale = style.Size / UnitsPerEm;
        // The pen's lower edge, not its centre, stands on the baseline.
        double lift = RegularPen / 2;
        double spacing = Spacing(style);
        double x = spacing / 2;
        foreach (char c in text)
        {
            Glyph glyph = Find(c);
            foreach (Point[] stroke in glyph.Strokes)
            {
                yield return Array.ConvertAll(stroke, p => new Point((x + p.X) * scale, -(p.Y + lift) * scale));
            }
            x += glyph.Width + spacing;
        }
    }

    private static double Spacing(TextStyle style) => style.Bold ? BoldSpacing : RegularSpacing;

    private static Glyph Find(char c) => Cache.TryGetValue(c, out Glyph? glyph) ? glyph : Missing;

    private static Dictionary<char, Glyph> Build()
    {
        var glyphs = new Dictionary<char, Glyph>();
        foreach ((char c, (double width, string path)) in GlyphTable.Glyphs)
        {
            glyphs[c] = new Glyph(width, GlyphPath.Parse(path));
        }
        const string Raised = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻";
        const string Lowered = "₀₁₂₃₄₅₆₇₈₉₋ᵦ";
        const string Plain = "0123456789−β";
        for (int i = 0; i < Raised.Length; i++)
        {
            glyphs[Raised[i]] = glyphs[Plain[i]].Small(34);
        }
        for (int i = 0; i < Lowered.Length; i++)
        {
            glyphs[Lowered[i]] = glyphs[Plain[i]].Small(-14);
        }
        glyphs['µ'] = glyphs['μ'];
        return glyphs;
    }

    private sealed record Glyph(double Width, List<Point[]> Strokes)
    {
        private const double SmallScale = 0.6;

        public Glyph Small(double rise) => new(
            (Width * SmallScale) - 2,
            [.. Strokes.Select(s => Array.ConvertAll(s, p => new Point((p.X * SmallScale) - 1, (p.Y * SmallScale) + rise)))]);
    }
}
