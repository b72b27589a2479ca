namespace Samples.Shared;

/// <summary>Lines of equal value.</summary>
internal sealed class ContourLayer(ScalarGrid grid, IReadOnlyList<double> levels, Stroke stroke) : PlotLayer
{
    public override IEnumerable<Point> Extent => [(grid.Shape.XMin, grid.Shape.YMin), (grid.Shape.XMax, grid.Shape.YMax)];

    public override IEnumerable<Point> Occupied => [];

    public override bool IsTight => true;

    public override void Draw(Drawing drawing, PlotArea area)
    {
        foreach (double level in levels)
        {
            foreach (IReadOnlyList<Point> line in ContourTracer.Trace(grid, level))
            {
                drawing.Polyline([.. line.Select(area.Map).Where(p => p.IsFinite)], stroke);
            }
        }
    }

    public override void DrawKey(Drawing drawing, Point center) => drawing.Line(center - (11, 0), center + (11, 0), stroke);
}
