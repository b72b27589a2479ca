using System.Globalization;

namespace Samples.Shared;

/// <summary>Turns a glyph's path into polylines, in the font's units with y pointing up.</summary>
internal static class GlyphPath
{
    // Arcs follow a superellipse |x|ⁿ + |y|ⁿ = 1: slightly squarer than an ellipse, as in grotesque typefaces.
    private const double Squareness = 2.3;
    private const int CurveSteps = 12;

    /// <summary>Parses a path (see <see cref="GlyphTable"/>).</summary>
    public static List<Point[]> Parse(string path)
    {
        var strokes = new List<Point[]>();
        var pen = new List<Point>();
        int at = 0;
        while (at < path.Length)
        {
            char command = path[at++];
            double[] n = Numbers(path, ref at);
            switch (command)
            {
                case 'M':
                    Lift();
                    pen.Add((n[0], n[1]));
                    break;
                case 'L':
                    pen.Add((n[0], n[1]));
                    break;
                case 'Q':
                    Point q = pen[^1];
                    Point control = (n[0], n[1]);
                    Point end = (n[2], n[3]);
                    Cubic(pen, q + (2 / 3.0 * (control - q)), end + (2 / 3.0 * (control - end)), end);
                    break;
                case 'C':
                    Cubic(pen, (n[0], n[1]), (n[2], n[3]), (n[4], n[5]));
                    break;
                case 'A':
                    // A full turn that does not continue a line is a stroke of its own.
                    if (Math.Abs(n[5] - n[4]) >= 360 && (pen.Count == 0 || Distance(pen[^1], OnArc(n, n[4])) > 0.5))
                    {
                        Lift();
                    }
                    Arc(pen, n);
                    break;
                case 'Z':
                    pen.Add(pen[0]);
                    break;
                default:
                    throw new FormatException($"Unknown command '{command}' in glyph path '{path}'.");
            }
        }
        Lift();
        return strokes;

        void Lift()
        {
            if (pen.Count > 0)
            {
                strokes.Add([.. pen]);
                pen.Clear();
            }
        }
    }

    private static void Cubic(List<Point> pen, Point c1, Point c2, Point end)
    {
        Point start = pen[^1];
        for (int i = 1; i <= CurveSteps; i++)
        {
            double t = i / (double)CurveSteps;
            double u = 1 - t;
            pen.Add((u * u * u * start) + (3 * u * u * t * c1) + (3 * u * t * t * c2) + (t * t * t * end));
        }
    }

    private static void Arc(List<Point> pen, double[] n)
    {
        int steps = Math.Max(4, (int)(Math.Abs(n[5] - n[4]) / 7.5));
        for (int i = 0; i <= steps; i++)
        {
            pen.Add(OnArc(n, n[4] + ((n[5] - n[4]) * i / steps)));
        }
    }

    private static Point OnArc(double[] n, double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return (n[0] + (n[2] * Square(cos)), n[1] + (n[3] * Square(sin)));
    }

    private static double Square(double x) => Math.Sign(x) * Math.Pow(Math.Abs(x), 2 / Squareness);

    private static double Distance(Point a, Point b) => (a - b).Length;

    private static double[] Numbers(string path, ref int at)
    {
        int start = at;
        while (at < path.Length && !char.IsAsciiLetterUpper(path[at]))
        {
            at++;
        }
        return [.. path[start..at].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
    }
}
