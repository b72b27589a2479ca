namespace Samples.Shared;

/// <summary>A block of pixels, row by row from the top, four bytes (red, green, blue, opacity) a pixel.</summary>
public sealed class Raster
{
    private readonly byte[] _rgba;

    /// <summary>A block of transparent pixels.</summary>
    public Raster(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
        _rgba = new byte[checked(4 * width * height)];
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Number of rows.</summary>
    public int Height { get; }

    /// <summary>The bytes of all pixels.</summary>
    public ReadOnlySpan<byte> Bytes => _rgba;

    /// <summary>One pixel.</summary>
    public Color this[int x, int y]
    {
        get
        {
            ReadOnlySpan<byte> p = _rgba.AsSpan(Offset(x, y), 4);
            return new Color(p[0], p[1], p[2], p[3]);
        }
        set
        {
            Span<byte> p = _rgba.AsSpan(Offset(x, y), 4);
            p[0] = value.R;
            p[1] = value.G;
            p[2] = value.B;
            p[3] = value.A;
        }
    }

    /// <summary>Colours a block of values: <paramref name="min"/> gets the map's first colour, <paramref name="max"/> its last, NaN stays transparent.</summary>
    public static Raster FromValues(ReadOnlySpan<float> values, int width, int height, Colormap colors, double min, double max)
    {
        if (values.Length != width * height)
        {
            throw new ArgumentException($"An image of {width}×{height} has {width * height} values, not {values.Length}.", nameof(values));
        }
        var image = new Raster(width, height);
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i]))
            {
                image[i % width, i / width] = colors.At(values[i], min, max);
            }
        }
        return image;
    }

    /// <summary>Paints a colour over a pixel, <paramref name="coverage"/> in 0..1 of it.</summary>
    internal void Blend(int x, int y, Color color, double coverage)
    {
        double alpha = color.A / 255.0 * Math.Min(coverage, 1);
        if (alpha <= 0)
        {
            return;
        }
        Span<byte> p = _rgba.AsSpan(Offset(x, y), 4);
        double under = p[3] / 255.0 * (1 - alpha);
        double total = alpha + under;
        p[0] = Mix(color.R, p[0]);
        p[1] = Mix(color.G, p[1]);
        p[2] = Mix(color.B, p[2]);
        p[3] = (byte)Math.Round(255 * total);

        byte Mix(byte over, byte below) => (byte)Math.Round(((over * alpha) + (below * under)) / total);
    }

    private int Offset(int x, int y)
    {
        if ((uint)x >= (uint)Width || (uint)y >= (uint)Height)
        {
            throw new ArgumentOutOfRangeException(nameof(x), $"Pixel ({x}, {y}) lies outside of {Width}×{Height}.");
        }
        return 4 * ((y * Width) + x);
    }
}
