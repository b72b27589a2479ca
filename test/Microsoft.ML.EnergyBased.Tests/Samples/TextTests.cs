using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public class TextTests
{
    private static readonly TextStyle Style = new(20, Color.Black);

    [Fact]
    public void TheFontHasAsciiAndTheSymbolsOfFormulas()
    {
        string wanted = string.Concat(Enumerable.Range(32, 95).Select(c => (char)c)) + "×°βσλ∞²αθρμΣ∇‖−±≤≥→₀₁₂ᵦ⁻³";

        Assert.Equal("", string.Concat(wanted.Where(c => !StrokeFont.Has(c))));
    }

    [Fact]
    public void EveryGlyphIsDifferentAndVisible()
    {
        var seen = new Dictionary<string, char>();
        foreach (char c in GlyphTable.Glyphs.Keys.Where(c => c != ' '))
        {
            string strokes = string.Join('|', StrokeFont.Strokes(c.ToString(), Style).Select(s => string.Join(' ', s)));
            Assert.NotEqual("", strokes);
            Assert.True(seen.TryAdd(strokes, c), $"'{c}' looks like '{seen.GetValueOrDefault(strokes)}'");
        }
    }

    [Theory]
    [InlineData("Energy of 123 digits", HorizontalAlignment.Left, VerticalAlignment.Top, false)]
    [InlineData("gypsy", HorizontalAlignment.Center, VerticalAlignment.Bottom, false)]
    [InlineData("F = 0.5", HorizontalAlignment.Right, VerticalAlignment.Middle, false)]
    [InlineData("energy", HorizontalAlignment.Center, VerticalAlignment.Middle, true)]
    [InlineData("energy", HorizontalAlignment.Left, VerticalAlignment.Top, true)]
    public void InkStaysInTheMeasuredBox(string text, HorizontalAlignment horizontal, VerticalAlignment vertical, bool upwards)
    {
        var drawing = new Drawing(500, 500);
        drawing.Text((250, 250), text, Style, horizontal, vertical, upwards);
        Rect box = TextBox.Of((TextShape)drawing.Shapes.Single()).Grown(1);

        PngFile png = PngFile.Render(drawing);

        double ink = 0;
        for (int y = 0; y < 500; y++)
        {
            for (int x = 0; x < 500; x++)
            {
                if (png[x, y].R < 128)
                {
                    ink++;
                    Assert.True(box.Contains((x + 0.5, y + 0.5)), $"ink at {x}, {y} outside of {box}");
                }
            }
        }
        Assert.InRange(ink, 0.05 * box.Width * box.Height, 0.6 * box.Width * box.Height);
    }
}
