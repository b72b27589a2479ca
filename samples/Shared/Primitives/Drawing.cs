namespace Samples.Shared;

/// <summary>
/// A recorded list of shapes on a sheet of <see cref="Width"/> × <see cref="Height"/> units, y pointing down.
/// <see cref="PngRenderer"/> and <see cref="SvgRenderer"/> paint the same list.
/// </summary>
public sealed class Drawing
{
    private readonly List<Shape> _shapes = [];
    private Rect? _clip;

    /// <summary>An empty sheet.</summary>
    public Drawing(double width, double height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        Width = width;
        Height = height;
    }

    /// <summary>Width of the sheet.</summary>
    public double Width { get; }

    /// <summary>Height of the sheet.</summary>
    public double Height { get; }

    /// <summary>Colour of the sheet.</summary>
    public Color Background { get; init; } = Color.White;

    /// <summary>What was recorded, in painting order.</summary>
    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>Records what <paramref name="paint"/> draws, cut to a rectangle (which replaces an outer one meanwhile).</summary>
    public void Clipped(Rect clip, Action paint)
    {
        Rect? outer = _clip;
        _clip = clip;
        try
        {
            paint();
        }
        finally
        {
            _clip = outer;
        }
    }

    /// <summary>A straight line.</summary>
    public void Line(Point from, Point to, Stroke stroke) => Polyline([from, to], stroke);

    /// <summary>A line through points.</summary>
    public void Polyline(IReadOnlyList<Point> points, Stroke stroke) => Record(new PolylineShape(points, stroke));

    /// <summary>A closed outline.</summary>
    public void Polygon(IReadOnlyList<Point> points, Color? fill = null, Stroke? outline = null) =>
        Record(new PolygonShape(points, fill, outline));

    /// <summary>An axis-parallel rectangle.</summary>
    public void Rectangle(Rect bounds, Color? fill = null, Stroke? outline = null) =>
        Record(new RectangleShape(bounds, fill, outline));

    /// <summary>A circle.</summary>
    public void Circle(Point center, double radius, Color? fill = null, Stroke? outline = null) =>
        Record(new CircleShape(center, radius, fill, outline));

    /// <summary>An arrow with a filled head.</summary>
    public void Arrow(Point from, Point to, Stroke stroke, double headLength = 7) =>
        Record(new ArrowShape(from, to, stroke, headLength));

    /// <summary>One line of text.</summary>
    public void Text(
        Point position,
        string text,
        TextStyle style,
        HorizontalAlignment horizontal = HorizontalAlignment.Left,
        VerticalAlignment vertical = VerticalAlignment.Baseline,
        bool upwards = false) =>
        Record(new TextShape(position, text, style, horizontal, vertical, upwards));

    /// <summary>A block of pixels stretched over a rectangle.</summary>
    public void Image(Rect bounds, Raster image, bool smooth = false) => Record(new ImageShape(bounds, image, smooth));

    private void Record(Shape shape) => _shapes.Add(_clip is null ? shape : shape with { Clip = _clip });
}
