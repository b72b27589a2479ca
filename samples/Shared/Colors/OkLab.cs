namespace Samples.Shared;

/// <summary>
/// The OKLab colour space (Ottosson 2020), in which equal steps look equally large. Colour maps are ramps in it:
/// lightness L in 0..1, chroma C (0 is grey) and hue h in degrees.
/// </summary>
internal static class OkLab
{
    /// <summary>The sRGB colour of a lightness, chroma and hue; chroma is lowered until the screen can show the colour.</summary>
    public static Color FromLch(double lightness, double chroma, double hue)
    {
        (double r, double g, double b) = LinearRgb(lightness, chroma, hue);
        if (!InGamut(r, g, b))
        {
            double low = 0;
            double high = chroma;
            for (int i = 0; i < 24; i++)
            {
                double middle = (low + high) / 2;
                (r, g, b) = LinearRgb(lightness, middle, hue);
                (low, high) = InGamut(r, g, b) ? (middle, high) : (low, middle);
            }
            (r, g, b) = LinearRgb(lightness, low, hue);
        }
        return new Color(Encode(r), Encode(g), Encode(b));
    }

    /// <summary>The lightness L of a colour.</summary>
    public static double Lightness(Color color)
    {
        double r = Decode(color.R);
        double g = Decode(color.G);
        double b = Decode(color.B);
        double l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        double m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        double s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s);
    }

    private static (double R, double G, double B) LinearRgb(double lightness, double chroma, double hue)
    {
        (double sin, double cos) = Math.SinCos(hue * Math.PI / 180);
        double a = chroma * cos;
        double b = chroma * sin;
        double l = Cube(lightness + (0.3963377774 * a) + (0.2158037573 * b));
        double m = Cube(lightness - (0.1055613458 * a) - (0.0638541728 * b));
        double s = Cube(lightness - (0.0894841775 * a) - (1.2914855480 * b));
        return (
            (4.0767416621 * l) - (3.3077115913 * m) + (0.2309699292 * s),
            (-1.2684380046 * l) + (2.6097574011 * m) - (0.3413193965 * s),
            (-0.0041960863 * l) - (0.7034186147 * m) + (1.7076147010 * s));
    }

    private static bool InGamut(double r, double g, double b) =>
        Math.Min(r, Math.Min(g, b)) >= -1e-4 && Math.Max(r, Math.Max(g, b)) <= 1 + 1e-4;

    private static double Cube(double x) => x * x * x;

    private static byte Encode(double linear)
    {
        double x = Math.Clamp(linear, 0, 1);
        double encoded = x <= 0.0031308 ? 12.92 * x : (1.055 * Math.Pow(x, 1 / 2.4)) - 0.055;
        return (byte)Math.Round(255 * encoded);
    }

    private static double Decode(byte value)
    {
        double x = value / 255.0;
        return x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);
    }
}
