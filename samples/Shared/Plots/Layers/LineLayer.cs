namespace Samples.Shared;

/// <summary>A line through points in their order, with markers and error bars if wanted. A point that is not finite leaves a gap.</summary>
internal sealed class LineLayer(IReadOnlyList<Point> points, Stroke stroke, MarkerStyle? marker, IReadOnlyList<double>? errors) : PlotLayer
{
    private const double CapWidth = 3;
    private const int StepsBetweenPoints = 8;

    public override IEnumerable<Point> Extent => errors is null
        ? points
        : points.SelectMany((p, i) => new Point[] { (p.X, p.Y - errors[i]), p, (p.X, p.Y + errors[i]) });

    public override IEnumerable<Point> Occupied => Extent.Concat(points.Zip(points.Skip(1)).SelectMany(
        pair => Enumerable.Range(1, StepsBetweenPoints - 1).Select(i => pair.First + (i / (double)StepsBetweenPoints * (pair.Second - pair.First)))));

    public override void Draw(Drawing drawing, PlotArea area)
    {
        var run = new List<Point>();
        for (int i = 0; i <= points.Count; i++)
        {
            Point at = i < points.Count ? area.Map(points[i]) : (double.NaN, double.NaN);
            if (at.IsFinite)
            {
                run.Add(at);
            }
            else if (run.Count > 0)
            {
                drawing.Polyline([.. run], stroke);
                run.Clear();
            }
        }
        if (errors is not null)
        {
            DrawErrors(drawing, area);
        }
        if (marker is not null)
        {
            foreach (Point at in points.Select(area.Map).Where(p => p.IsFinite))
            {
                MarkerPainter.Draw(drawing, at, stroke.Color, marker);
            }
        }
    }

    public override void DrawKey(Drawing drawing, Point center)
    {
        drawing.Line(center - (11, 0), center + (11, 0), stroke);
        if (marker is not null)
        {
            MarkerPainter.Draw(drawing, center, stroke.Color, marker);
        }
    }

    private void DrawErrors(Drawing drawing, PlotArea area)
    {
        var thin = new Stroke(stroke.Color, Math.Min(1.2, stroke.Width));
        for (int i = 0; i < points.Count; i++)
        {
            Point low = area.Map((points[i].X, points[i].Y - errors![i]));
            Point high = area.Map((points[i].X, points[i].Y + errors[i]));
            if (!high.IsFinite || !double.IsFinite(low.X))
            {
                continue;
            }
            if (double.IsNaN(low.Y))
            {
                // Below what a logarithmic axis can show.
                low = (low.X, area.Bounds.Bottom);
            }
            drawing.Line(low, high, thin);
            drawing.Line(low - (CapWidth, 0), low + (CapWidth, 0), thin);
            drawing.Line(high - (CapWidth, 0), high + (CapWidth, 0), thin);
        }
    }
}
