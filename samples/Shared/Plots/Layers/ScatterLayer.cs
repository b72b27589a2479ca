namespace Samples.Shared;

/// <summary>Markers at points, of one colour or coloured by a value.</summary>
internal sealed class ScatterLayer(IReadOnlyList<Point> points, Func<int, Color> color, MarkerStyle style) : PlotLayer
{
    private const double LightInk = 0.9;

    public override IEnumerable<Point> Extent => points;

    public ColorBar? Bar { get; init; }

    public override ColorBar? ColorBar => Bar;

    public override void Draw(Drawing drawing, PlotArea area)
    {
        for (int i = 0; i < points.Count; i++)
        {
            Point at = area.Map(points[i]);
            if (at.IsFinite)
            {
                MarkerPainter.Draw(drawing, at, color(i), style);
            }
        }
    }

    public override void DrawKey(Drawing drawing, Point center)
    {
        Color paint = points.Count > 0 ? color(0) : Color.Ink;
        MarkerStyle key = style with { Radius = Math.Clamp(style.Radius, 3.5, 5) };
        if (OkLab.Lightness(paint) > LightInk)
        {
            // White points are meant for a dark ground, which the legend does not have.
            key = key with { Halo = true, HaloColor = Palette.Grey };
        }
        MarkerPainter.Draw(drawing, center, paint with { A = 255 }, key);
    }
}
