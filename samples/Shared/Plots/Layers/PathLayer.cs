namespace Samples.Shared;

/// <summary>A trajectory: a line with a light rim, a dot where it starts and an arrow head where it ends.</summary>
internal sealed class PathLayer(IReadOnlyList<Point> points, Color color, double width) : PlotLayer
{
    private const double RimWidth = 1.3;

    public override IEnumerable<Point> Extent => points;

    public override void Draw(Drawing drawing, PlotArea area) =>
        DrawPath(drawing, [.. points.Select(area.Map).Where(p => p.IsFinite)]);

    public override void DrawKey(Drawing drawing, Point center) => DrawPath(drawing, [center - (10, 0), center + (11, 0)]);

    private void DrawPath(Drawing drawing, List<Point> places)
    {
        if (places.Count == 0)
        {
            return;
        }
        var rim = new Stroke(Color.White, width + (2 * RimWidth));
        var line = new Stroke(color, width);
        Point start = places[0];
        Point end = places[^1];
        double head = 4.5 + (2 * width);
        // The head points along the last stretch that is long enough to have a direction, and the line ends at its back.
        int back = places.FindLastIndex(p => (end - p).Length > 0.7 * head);
        if (back < 0)
        {
            drawing.Circle(end, width + 1.2, color, new Stroke(Color.White, RimWidth));
            return;
        }
        Point along = end - places[back];
        Point unit = 1 / along.Length * along;
        Point shaftEnd = end - (0.7 * head * unit);
        List<Point> shaft = [.. places.Take(back + 1), shaftEnd];
        Point normal = (-unit.Y, unit.X);
        Point heel = end - (head * unit);
        Point[] corners = [end, heel + (0.5 * head * normal), heel - (0.5 * head * normal)];
        drawing.Polyline(shaft, rim);
        drawing.Polygon(corners, null, new Stroke(Color.White, 2 * RimWidth));
        drawing.Polyline(shaft, line);
        drawing.Polygon(corners, color);
        drawing.Circle(start, width + 1.2, color, new Stroke(Color.White, RimWidth));
    }
}
