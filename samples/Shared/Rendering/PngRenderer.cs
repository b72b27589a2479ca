namespace Samples.Shared;

/// <summary>Paints a drawing into pixels, anti-aliased, and writes it as PNG.</summary>
public static class PngRenderer
{
    /// <summary>Writes the drawing as PNG, <paramref name="scale"/> pixels a unit.</summary>
    public static void Write(Drawing drawing, Stream stream, double scale = 2) =>
        PngEncoder.Write(Rasterize(drawing, scale), stream);

    /// <summary>The pixels of the drawing, <paramref name="scale"/> of them a unit.</summary>
    public static Raster Rasterize(Drawing drawing, double scale = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        int width = Math.Max(1, (int)Math.Round(drawing.Width * scale));
        int height = Math.Max(1, (int)Math.Round(drawing.Height * scale));
        var painter = new Painter(new Raster(width, height), scale);
        painter.Fill(drawing.Background);
        foreach (Shape shape in drawing.Shapes)
        {
            painter.Paint(shape);
        }
        return painter.Target;
    }

    private sealed class Painter(Raster target, double scale)
    {
        private readonly CoverageMask _mask = new(target.Width, target.Height);
        private readonly Rect _page = new(0, 0, target.Width, target.Height);

        public Raster Target => target;

        public void Fill(Color color)
        {
            _mask.AddRectangle(_page);
            _mask.Paint(target, color, _page);
        }

        public void Paint(Shape shape)
        {
            Rect clip = shape.Clip is { } c ? Scaled(c) : _page;
            switch (shape)
            {
                case PolylineShape line:
                    Outline(Scaled(line.Points), line.Stroke, clip);
                    break;
                case PolygonShape polygon:
                    Point[] corners = Scaled(polygon.Points);
                    Fill(polygon.Fill, clip, m => m.AddPolygon(corners));
                    Outline([.. corners, corners[0]], polygon.Outline, clip);
                    break;
                case RectangleShape rectangle:
                    Rect r = Scaled(rectangle.Bounds);
                    Fill(rectangle.Fill, clip, m => m.AddRectangle(r));
                    Outline([(r.X, r.Y), (r.Right, r.Y), (r.Right, r.Bottom), (r.X, r.Bottom), (r.X, r.Y)], rectangle.Outline, clip);
                    break;
                case CircleShape circle:
                    Point center = scale * circle.Center;
                    Fill(circle.Fill, clip, m => m.AddCircle(center, scale * circle.Radius));
                    Outline(Round(center, scale * circle.Radius), circle.Outline, clip);
                    break;
                case ArrowShape arrow:
                    (Point end, Point[] head) = ArrowHead.Of(arrow);
                    _mask.AddPolygon(Scaled(head));
                    _mask.AddPolyline(Scaled([arrow.From, end]), scale * arrow.Stroke.Width);
                    _mask.Paint(target, arrow.Stroke.Color, clip);
                    break;
                case TextShape text:
                    Write(text, clip);
                    break;
                case ImageShape image:
                    ImagePainter.Paint(target, Scaled(image.Bounds), image.Image, image.Smooth, clip);
                    break;
                default:
                    throw new NotSupportedException($"The PNG renderer does not know {shape.GetType().Name}.");
            }
        }

        private void Fill(Color? color, Rect clip, Action<CoverageMask> add)
        {
            if (color is { } fill)
            {
                add(_mask);
                _mask.Paint(target, fill, clip);
            }
        }

        private void Outline(Point[] points, Stroke? stroke, Rect clip)
        {
            if (stroke is null)
            {
                return;
            }
            double pen = scale * stroke.Width;
            if (stroke.Dashes is { Count: > 0 } dashes)
            {
                foreach (List<Point> dash in DashPattern.Cut(points, [.. dashes.Select(d => d * scale)]))
                {
                    _mask.AddPolyline(dash, pen);
                }
            }
            else
            {
                _mask.AddPolyline(points, pen);
            }
            _mask.Paint(target, stroke.Color, clip);
        }

        private void Write(TextShape text, Rect clip)
        {
            (double along, double across) = TextPlacement.Offset(text);
            foreach (Point[] stroke in StrokeFont.Strokes(text.Text, text.Style))
            {
                Point[] placed = Array.ConvertAll(stroke, p =>
                {
                    Point local = (p.X + along, p.Y + across);
                    return scale * (text.Position + (text.Upwards ? (local.Y, -local.X) : local));
                });
                _mask.AddPolyline(placed, scale * StrokeFont.PenWidth(text.Style));
            }
            _mask.Paint(target, text.Style.Color, clip);
        }

        private static Point[] Round(Point center, double radius)
        {
            int steps = Math.Max(16, (int)(3 * radius));
            var points = new Point[steps + 1];
            for (int i = 0; i <= steps; i++)
            {
                (double sin, double cos) = Math.SinCos(2 * Math.PI * i / steps);
                points[i] = center + (radius * cos, radius * sin);
            }
            return points;
        }

        private Point[] Scaled(IReadOnlyList<Point> points) => [.. points.Select(p => scale * p)];

        private Rect Scaled(Rect r) => new(r.X * scale, r.Y * scale, r.Width * scale, r.Height * scale);
    }
}
