using SkiaSharp;

namespace Microsoft.ML.EnergyBased.Tests.Samples;

/// <summary>The pixels of a PNG file.</summary>
internal sealed class Picture
{
    private readonly SKColor[] _pixels;

    private Picture(SKBitmap bitmap)
    {
        (Width, Height, _pixels) = (bitmap.Width, bitmap.Height, bitmap.Pixels);
    }

    public int Width { get; }

    public int Height { get; }

    public static Picture Read(string path)
    {
        using var bitmap = SKBitmap.Decode(path) ?? throw new InvalidDataException($"{path} is no picture.");
        return new Picture(bitmap);
    }

    public SKColor this[int x, int y] => _pixels[(y * Width) + x];

    /// <summary>The share of the pixels that are not white.</summary>
    public double Inked => _pixels.Average(p => p == SKColors.White ? 0.0 : 1);

    /// <summary>The pixels that a condition holds for.</summary>
    public IEnumerable<(int X, int Y)> Where(Func<SKColor, bool> condition)
        => Enumerable.Range(0, _pixels.Length).Where(i => condition(_pixels[i])).Select(i => (i % Width, i / Width));
}
