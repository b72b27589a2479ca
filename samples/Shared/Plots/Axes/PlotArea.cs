namespace Samples.Shared;

/// <summary>Maps data coordinates to the rectangle that a plot's data is drawn in.</summary>
internal sealed record PlotArea(Rect Bounds, AxisScale X, AxisScale Y)
{
    /// <summary>The place of a data point on the drawing.</summary>
    public Point Map(Point p) => (Bounds.X + (X.Share(p.X) * Bounds.Width), Bounds.Bottom - (Y.Share(p.Y) * Bounds.Height));
}
