namespace Samples.Shared;

/// <summary>A point or vector in two dimensions: data coordinates in a plot, or drawing units with y pointing down.</summary>
public readonly record struct Point(double X, double Y)
{
    /// <summary>Length of the vector from the origin.</summary>
    public double Length => Math.Sqrt((X * X) + (Y * Y));

    /// <summary>True when neither coordinate is NaN or infinite.</summary>
    public bool IsFinite => double.IsFinite(X) && double.IsFinite(Y);

    public static implicit operator Point((double X, double Y) pair) => new(pair.X, pair.Y);

    public static Point operator +(Point a, Point b) => new(a.X + b.X, a.Y + b.Y);

    public static Point operator -(Point a, Point b) => new(a.X - b.X, a.Y - b.Y);

    public static Point operator *(double factor, Point a) => new(factor * a.X, factor * a.Y);
}
