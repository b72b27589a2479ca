namespace Samples.Shared;

/// <summary>Shape and size of a marker; a halo is a rim that sets it off from the ground.</summary>
internal sealed record MarkerStyle(Marker Shape, double Radius, bool Halo)
{
    /// <summary>Colour of the halo.</summary>
    public Color HaloColor { get; init; } = Color.White;
}

/// <summary>Draws markers.</summary>
internal static class MarkerPainter
{
    private const double HaloWidth = 1.2;

    public static void Draw(Drawing drawing, Point at, Color color, MarkerStyle style)
    {
        double r = style.Radius;
        Stroke? rim = style.Halo ? new Stroke(style.HaloColor, HaloWidth) : null;
        switch (style.Shape)
        {
            case Marker.Circle:
                drawing.Circle(at, r, color, rim);
                break;
            case Marker.Square:
                drawing.Polygon(Corners(at, 4, 1.2 * r, 45), color, rim);
                break;
            case Marker.Diamond:
                drawing.Polygon(Corners(at, 4, 1.3 * r, 0), color, rim);
                break;
            case Marker.Triangle:
                drawing.Polygon(Corners(at, 3, 1.35 * r, -90), color, rim);
                break;
            case Marker.Star:
                drawing.Polygon(StarCorners(at, 1.5 * r), color, rim);
                break;
            case Marker.Cross:
                Lines(drawing, style, color, (at - (0.8 * r, 0.8 * r), at + (0.8 * r, 0.8 * r)), (at + (-0.8 * r, 0.8 * r), at + (0.8 * r, -0.8 * r)));
                break;
            case Marker.Plus:
                Lines(drawing, style, color, (at - (r, 0), at + (r, 0)), (at - (0, r), at + (0, r)));
                break;
            case Marker.Ring:
                if (style.Halo)
                {
                    drawing.Circle(at, r, null, new Stroke(style.HaloColor, 1.5 + (2 * HaloWidth)));
                }
                drawing.Circle(at, r, null, new Stroke(color, 1.5));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(style), style.Shape, "There is no such marker.");
        }
    }

    private static void Lines(Drawing drawing, MarkerStyle style, Color color, params ReadOnlySpan<(Point From, Point To)> lines)
    {
        double pen = Math.Max(1.2, 0.4 * style.Radius);
        if (style.Halo)
        {
            foreach ((Point from, Point to) in lines)
            {
                drawing.Line(from, to, new Stroke(style.HaloColor, pen + (2 * HaloWidth)));
            }
        }
        foreach ((Point from, Point to) in lines)
        {
            drawing.Line(from, to, new Stroke(color, pen));
        }
    }

    private static Point[] Corners(Point center, int count, double radius, double degrees)
    {
        var corners = new Point[count];
        for (int i = 0; i < count; i++)
        {
            (double sin, double cos) = Math.SinCos((degrees * Math.PI / 180) + (2 * Math.PI * i / count));
            corners[i] = center + (radius * cos, radius * sin);
        }
        return corners;
    }

    private static Point[] StarCorners(Point center, double radius)
    {
        Point[] outer = Corners(center, 5, radius, -90);
        Point[] inner = Corners(center, 5, 0.45 * radius, -54);
        return [.. outer.Zip(inner).SelectMany(p => new[] { p.First, p.Second })];
    }
}
