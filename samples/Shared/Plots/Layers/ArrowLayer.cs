namespace Samples.Shared;

/// <summary>A vector field: an arrow at each origin.</summary>
internal sealed class ArrowLayer(IReadOnlyList<Point> origins, IReadOnlyList<Point> vectors, Color color, double? scale, double width) : PlotLayer
{
    private const double ShortestShown = 1.5;

    public override IEnumerable<Point> Extent => origins;

    public override void Draw(Drawing drawing, PlotArea area)
    {
        (Point From, Point Step)[] arrows = [.. origins.Select((origin, i) =>
        {
            Point from = area.Map(origin);
            return (from, area.Map(origin + vectors[i]) - from);
        }).Where(a => a.Item1.IsFinite && a.Item2.IsFinite)];
        double longest = arrows.Length == 0 ? 0 : arrows.Max(a => a.Step.Length);
        if (longest == 0)
        {
            return;
        }
        // Without a scale, the longest arrow reaches into the next one's share of the area: near it, arrows run parallel.
        double pitch = Math.Sqrt(area.Bounds.Width * area.Bounds.Height / arrows.Length);
        double factor = scale ?? (1.5 * pitch / longest);
        var stroke = new Stroke(color, width);
        foreach ((Point from, Point step) in arrows)
        {
            Point shown = factor * step;
            if (shown.Length >= ShortestShown)
            {
                drawing.Arrow(from, from + shown, stroke, headLength: 4 + (1.5 * width));
            }
        }
    }

    public override void DrawKey(Drawing drawing, Point center) =>
        drawing.Arrow(center - (10, 0), center + (11, 0), new Stroke(color, width), 4 + (1.5 * width));
}
