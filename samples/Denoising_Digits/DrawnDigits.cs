using Samples.Shared;

namespace Denoising_Digits;

/// <summary>
/// Digits of 28×28 pixels that the sample writes itself: the strokes of <see cref="Glyphs"/> with shaky knots, slanted,
/// turned, stretched and moved, with pens of different width.
/// </summary>
internal static class DrawnDigits
{
    public const int Side = 28;

    private const double Height = 18;
    private const int PiecesBetweenKnots = 6;

    /// <summary>Images from −1 (paper) to 1 (ink); each digit is as frequent as the others.</summary>
    public static float[][] Draw(int count, int seed)
    {
        var random = new Random(seed);
        var images = new float[count][];
        for (var i = 0; i < count; i++)
            images[i] = Draw(Glyphs.Digits[i % Glyphs.Digits.Count], random);
        random.Shuffle(images);
        return images;
    }

    private static float[] Draw(Point[][] strokes, Random random)
    {
        var (shake, slant, pen) = (0.03, Between(random, -0.15, 0.4), Between(random, 0.7, 1.4));
        var (width, height) = (Height * Between(random, 0.6, 0.95), Height * Between(random, 0.85, 1.1));
        var (sin, cos) = Math.SinCos(Between(random, -0.2, 0.2));
        Point centre = ((Side / 2.0) + Between(random, -1.5, 1.5), (Side / 2.0) + Between(random, -1.5, 1.5));
        var image = new float[Side * Side];
        Array.Fill(image, -1);
        foreach (var stroke in strokes)
        {
            var line = Glyphs.Smooth([.. stroke.Select(k => k + (shake * Normal(random), shake * Normal(random)))], PiecesBetweenKnots);
            Write(image, [.. line.Select(Place)], pen);
        }

        return image;

        Point Place(Point at)
        {
            var y = (at.Y - 0.5) * height;
            var x = ((at.X - 0.5) * width) - (slant * y);
            return centre + ((cos * x) - (sin * y), (sin * x) + (cos * y));
        }
    }

    // Ink covers what is within the pen's radius of the line, with an edge one pixel wide.
    private static void Write(float[] image, Point[] line, double pen)
    {
        var reach = pen + 0.5;
        for (var i = 0; i + 1 < line.Length; i++)
        {
            var (from, to) = (line[i], line[i + 1]);
            for (var row = First(from.Y, to.Y, reach); row <= Last(from.Y, to.Y, reach); row++)
            {
                for (var column = First(from.X, to.X, reach); column <= Last(from.X, to.X, reach); column++)
                {
                    var ink = reach - Distance((column + 0.5, row + 0.5), from, to);
                    ref var pixel = ref image[(row * Side) + column];
                    pixel = Math.Max(pixel, (float)((2 * Math.Clamp(ink, 0, 1)) - 1));
                }
            }
        }
    }

    private static int First(double a, double b, double reach) => Math.Max(0, (int)Math.Floor(Math.Min(a, b) - reach));

    private static int Last(double a, double b, double reach) => Math.Min(Side - 1, (int)Math.Ceiling(Math.Max(a, b) + reach));

    private static double Distance(Point at, Point from, Point to)
    {
        var (along, offset) = (to - from, at - from);
        var square = (along.X * along.X) + (along.Y * along.Y);
        var share = square > 0 ? Math.Clamp(((offset.X * along.X) + (offset.Y * along.Y)) / square, 0, 1) : 0;
        return (offset - (share * along)).Length;
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Between(Random random, double min, double max) => min + ((max - min) * random.NextDouble());
}
