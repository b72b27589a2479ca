namespace Samples.Shared;

/// <summary>An axis-parallel rectangle, y pointing down.</summary>
public readonly record struct Rect(double X, double Y, double Width, double Height)
{
    /// <summary>X of the right edge.</summary>
    public double Right => X + Width;

    /// <summary>Y of the lower edge.</summary>
    public double Bottom => Y + Height;

    /// <summary>The middle of the rectangle.</summary>
    public Point Center => new(X + (Width / 2), Y + (Height / 2));

    /// <summary>True when the point lies inside or on the edge.</summary>
    public bool Contains(Point p) => p.X >= X && p.X <= Right && p.Y >= Y && p.Y <= Bottom;

    /// <summary>The same centre with every edge moved outwards by <paramref name="by"/> (inwards when negative).</summary>
    public Rect Grown(double by) => new(X - by, Y - by, Width + (2 * by), Height + (2 * by));
}
