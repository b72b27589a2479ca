using System.Globalization;

namespace Samples.Shared;

/// <summary>A colour in sRGB with 8 bits a channel; <paramref name="A"/> is 255 when opaque.</summary>
public readonly record struct Color(byte R, byte G, byte B, byte A = 255)
{
    /// <summary>Pure black.</summary>
    public static Color Black => new(0, 0, 0);

    /// <summary>Pure white.</summary>
    public static Color White => new(255, 255, 255);

    /// <summary>The dark grey of text and axes.</summary>
    public static Color Ink => new(38, 40, 46);

    /// <summary>The light grey of grid lines and image borders.</summary>
    public static Color Mist => new(214, 217, 222);

    /// <summary>Parses six hexadecimal digits, with or without a leading '#'.</summary>
    public static Color FromHex(string hex)
    {
        ReadOnlySpan<char> digits = hex.AsSpan().TrimStart('#');
        if (digits.Length != 6 || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb))
        {
            throw new FormatException($"A colour is six hexadecimal digits such as #0072B2, not '{hex}'.");
        }
        return new Color((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }

    /// <summary>The same colour with the given opacity in 0..1.</summary>
    public Color WithOpacity(double opacity) => this with { A = (byte)Math.Round(255 * Math.Clamp(opacity, 0, 1)) };

    /// <summary>The colour as #rrggbb, without its opacity.</summary>
    public string ToHex() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");

    /// <summary>A linear mix in sRGB: this colour at 0, <paramref name="other"/> at 1.</summary>
    public Color Mix(Color other, double share)
    {
        double t = Math.Clamp(share, 0, 1);
        return new Color(Blend(R, other.R, t), Blend(G, other.G, t), Blend(B, other.B, t), Blend(A, other.A, t));
    }

    private static byte Blend(byte from, byte to, double t) => (byte)Math.Round(from + ((to - from) * t));
}
