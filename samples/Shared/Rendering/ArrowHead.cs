namespace Samples.Shared;

/// <summary>The geometry of an arrow, shared by the renderers.</summary>
internal static class ArrowHead
{
    /// <summary>The end of the shaft and the corners of the head; a short arrow gets a smaller head.</summary>
    public static (Point ShaftEnd, Point[] Head) Of(ArrowShape arrow)
    {
        Point along = arrow.To - arrow.From;
        double length = along.Length;
        if (length == 0)
        {
            return (arrow.To, [arrow.To, arrow.To, arrow.To]);
        }
        Point unit = 1 / length * along;
        var normal = new Point(-unit.Y, unit.X);
        double head = Math.Min(arrow.HeadLength, 0.6 * length);
        Point back = arrow.To - (head * unit);
        Point[] corners = [arrow.To, back + (0.4 * head * normal), back - (0.4 * head * normal)];
        return (arrow.To - (0.8 * head * unit), corners);
    }
}
