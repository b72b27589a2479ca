namespace Samples.Shared;

/// <summary>One recorded drawing primitive; nothing outside <see cref="Clip"/> is painted.</summary>
public abstract record Shape
{
    /// <summary>The rectangle that the shape is cut to, or null.</summary>
    public Rect? Clip { get; init; }
}

/// <summary>A line through points.</summary>
public sealed record PolylineShape(IReadOnlyList<Point> Points, Stroke Stroke) : Shape;

/// <summary>A closed outline, filled by the even-odd rule.</summary>
public sealed record PolygonShape(IReadOnlyList<Point> Points, Color? Fill, Stroke? Outline) : Shape;

/// <summary>An axis-parallel rectangle.</summary>
public sealed record RectangleShape(Rect Bounds, Color? Fill, Stroke? Outline) : Shape;

/// <summary>A circle.</summary>
public sealed record CircleShape(Point Center, double Radius, Color? Fill, Stroke? Outline) : Shape;

/// <summary>A straight arrow whose filled head ends at <paramref name="To"/>.</summary>
public sealed record ArrowShape(Point From, Point To, Stroke Stroke, double HeadLength) : Shape;

/// <summary>One line of text; <paramref name="Upwards"/> turns it by 90° so that it reads from bottom to top.</summary>
public sealed record TextShape(
    Point Position, string Text, TextStyle Style, HorizontalAlignment Horizontal, VerticalAlignment Vertical, bool Upwards) : Shape;

/// <summary>A block of pixels stretched over a rectangle; <paramref name="Smooth"/> interpolates between pixel centres.</summary>
public sealed record ImageShape(Rect Bounds, Raster Image, bool Smooth) : Shape;
