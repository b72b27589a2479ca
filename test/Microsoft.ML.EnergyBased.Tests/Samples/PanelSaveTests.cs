using System.Xml.Linq;
using Samples.Shared;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

public sealed class PanelSaveTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly Plot _plot = new Plot("Title").Line([(0, 0), (1, 1)], "line");

    [Fact]
    public void TheExtensionDecidesAndBothPicturesHaveTheSameSize()
    {
        string png = Path.Combine(_folder, "deep", "picture.png");
        string svg = Path.Combine(_folder, "picture.SVG");

        _plot.Save(png, scale: 3);
        _plot.Save(svg);

        PngFile pixels = PngFile.Read(File.ReadAllBytes(png));
        XElement root = XDocument.Load(svg).Root!;
        Assert.Equal(3 * int.Parse(root.Attribute("width")!.Value, null), pixels.Width);
        Assert.Equal(3 * int.Parse(root.Attribute("height")!.Value, null), pixels.Height);
        Assert.Contains(root.Elements(), e => e.Name.LocalName == "text" && e.Value == "Title");
    }

    [Fact]
    public void TheSamePictureGivesTheSameBytes()
    {
        string first = Path.Combine(_folder, "first.png");
        string second = Path.Combine(_folder, "second.png");

        _plot.Save(first);
        _plot.Save(second);

        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void AnotherExtensionOrAnImpossiblePathIsTheUsersToPutRight()
    {
        Assert.Contains(".jpg", Assert.Throws<SampleException>(() => _plot.Save(Path.Combine(_folder, "a.jpg"))).Message, StringComparison.Ordinal);

        Directory.CreateDirectory(Path.Combine(_folder, "taken.png"));
        Assert.Contains("taken.png", Assert.Throws<SampleException>(() => _plot.Save(Path.Combine(_folder, "taken.png"))).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
