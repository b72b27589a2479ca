namespace Samples.Shared;

/// <summary>
/// How much of each pixel a shape covers, in 0..1. One shape is collected as a whole before it is painted, so that
/// overlapping parts of a translucent line do not add up.
/// </summary>
internal sealed class CoverageMask(int width, int height)
{
    private const int SubRows = 8;

    private readonly float[] _cover = new float[width * height];
    private int _left = int.MaxValue;
    private int _right;
    private int _top = int.MaxValue;
    private int _bottom;

    /// <summary>A line with round ends and joins.</summary>
    public void AddPolyline(IReadOnlyList<Point> points, double penWidth)
    {
        // A pen thinner than a pixel stays a pixel wide and becomes fainter.
        double strength = Math.Min(1, penWidth);
        double radius = Math.Max(1, penWidth) / 2;
        if (points.Count == 1)
        {
            AddSegment(points[0], points[0], radius, strength);
        }
        for (int i = 1; i < points.Count; i++)
        {
            AddSegment(points[i - 1], points[i], radius, strength);
        }
    }

    /// <summary>A filled circle.</summary>
    public void AddCircle(Point center, double radius) =>
        AddSegment(center, center, Math.Max(radius, 0.5), Math.Min(1, 2 * radius));

    /// <summary>A filled polygon by the even-odd rule: exact along a row, <c>8</c> samples across it.</summary>
    public void AddPolygon(IReadOnlyList<Point> points)
    {
        double yMin = points.Min(p => p.Y);
        double yMax = points.Max(p => p.Y);
        double xMin = points.Min(p => p.X);
        double xMax = points.Max(p => p.X);
        if (!Grow(xMin, xMax, yMin, yMax, out _, out _, out int top, out int bottom))
        {
            return;
        }
        var crossings = new List<double>();
        for (int row = top; row < bottom; row++)
        {
            for (int sub = 0; sub < SubRows; sub++)
            {
                double y = row + ((sub + 0.5) / SubRows);
                crossings.Clear();
                for (int i = 0; i < points.Count; i++)
                {
                    Point a = points[i];
                    Point b = points[(i + 1) % points.Count];
                    if ((a.Y <= y) != (b.Y <= y))
                    {
                        crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
                    }
                }
                crossings.Sort();
                for (int i = 0; i + 1 < crossings.Count; i += 2)
                {
                    AddSpan(row, crossings[i], crossings[i + 1], 1f / SubRows);
                }
            }
        }
    }

    /// <summary>A filled axis-parallel rectangle, exact.</summary>
    public void AddRectangle(Rect r)
    {
        if (!Grow(r.X, r.Right, r.Y, r.Bottom, out _, out _, out int top, out int bottom))
        {
            return;
        }
        for (int row = top; row < bottom; row++)
        {
            double share = Math.Min(row + 1, r.Bottom) - Math.Max(row, r.Y);
            AddSpan(row, r.X, r.Right, (float)share);
        }
    }

    /// <summary>Paints what was collected and empties the mask.</summary>
    public void Paint(Raster target, Color color, Rect clip)
    {
        for (int y = _top; y < _bottom; y++)
        {
            double rows = Math.Min(y + 1, clip.Bottom) - Math.Max(y, clip.Y);
            for (int x = _left; x < _right; x++)
            {
                ref float cover = ref _cover[(y * width) + x];
                if (cover > 0)
                {
                    double columns = Math.Min(x + 1, clip.Right) - Math.Max(x, clip.X);
                    if (rows > 0 && columns > 0)
                    {
                        target.Blend(x, y, color, cover * Math.Min(rows, 1) * Math.Min(columns, 1));
                    }
                    cover = 0;
                }
            }
        }
        (_left, _right, _top, _bottom) = (int.MaxValue, 0, int.MaxValue, 0);
    }

    private void AddSegment(Point a, Point b, double radius, double strength)
    {
        double reach = radius + 1;
        if (!Grow(
            Math.Min(a.X, b.X) - reach, Math.Max(a.X, b.X) + reach,
            Math.Min(a.Y, b.Y) - reach, Math.Max(a.Y, b.Y) + reach,
            out int left, out int right, out int top, out int bottom))
        {
            return;
        }
        Point direction = b - a;
        double square = (direction.X * direction.X) + (direction.Y * direction.Y);
        for (int y = top; y < bottom; y++)
        {
            double dy = y + 0.5 - a.Y;
            for (int x = left; x < right; x++)
            {
                double dx = x + 0.5 - a.X;
                double t = square > 0 ? Math.Clamp(((dx * direction.X) + (dy * direction.Y)) / square, 0, 1) : 0;
                double ex = dx - (t * direction.X);
                double ey = dy - (t * direction.Y);
                double cover = radius + 0.5 - Math.Sqrt((ex * ex) + (ey * ey));
                if (cover > 0)
                {
                    ref float old = ref _cover[(y * width) + x];
                    old = Math.Max(old, (float)(Math.Min(cover, 1) * strength));
                }
            }
        }
    }

    private void AddSpan(int row, double from, double to, float share)
    {
        int first = Math.Max(0, (int)Math.Floor(from));
        int last = Math.Min(width - 1, (int)Math.Ceiling(to) - 1);
        for (int x = first; x <= last; x++)
        {
            double length = Math.Min(x + 1, to) - Math.Max(x, from);
            if (length > 0)
            {
                _cover[(row * width) + x] += (float)length * share;
            }
        }
    }

    /// <summary>The pixels that a box touches, also noted as dirty; false when it lies outside or is not finite.</summary>
    private bool Grow(double x0, double x1, double y0, double y1, out int left, out int right, out int top, out int bottom)
    {
        left = right = top = bottom = 0;
        if (!double.IsFinite(x0 + x1 + y0 + y1))
        {
            return false;
        }
        left = (int)Math.Clamp(Math.Floor(x0), 0, width);
        right = (int)Math.Clamp(Math.Ceiling(x1), 0, width);
        top = (int)Math.Clamp(Math.Floor(y0), 0, height);
        bottom = (int)Math.Clamp(Math.Ceiling(y1), 0, height);
        if (left >= right || top >= bottom)
        {
            return false;
        }
        _left = Math.Min(_left, left);
        _right = Math.Max(_right, right);
        _top = Math.Min(_top, top);
        _bottom = Math.Max(_bottom, bottom);
        return true;
    }
}
