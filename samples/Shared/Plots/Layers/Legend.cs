namespace Samples.Shared;

/// <summary>The box that names the layers of a plot.</summary>
internal sealed class Legend
{
    private const double KeyWidth = 24;
    private const double LineHeight = 17;
    private const double Padding = 7;
    private const double Inset = 8;

    private static readonly LegendPosition[] Corners =
        [LegendPosition.UpperRight, LegendPosition.UpperLeft, LegendPosition.LowerRight, LegendPosition.LowerLeft];

    private readonly List<PlotLayer> _entries;
    private readonly double _width;
    private readonly double _height;

    private Legend(List<PlotLayer> entries, PlotArea area, IEnumerable<Point> occupied, LegendPosition wanted)
    {
        _entries = entries;
        _width = (2 * Padding) + KeyWidth + 6 + entries.Max(e => StrokeFont.Measure(e.Name!, PlotStyle.Legend));
        _height = (2 * Padding) + (LineHeight * entries.Count) - (LineHeight - PlotStyle.Line(PlotStyle.Legend));
        Position = wanted == LegendPosition.Best ? Choose(area, [.. occupied.Select(area.Map)]) : wanted;
    }

    /// <summary>Where it stands, decided.</summary>
    public LegendPosition Position { get; }

    /// <summary>Room to the right of the plot, 0 when the legend is inside.</summary>
    public double RightRoom => Position == LegendPosition.Right ? _width + 12 : 0;

    /// <summary>The legend of the named layers, or null when none has a name or none is wanted.</summary>
    public static Legend? Create(IReadOnlyList<PlotLayer> layers, PlotArea area, LegendPosition wanted)
    {
        List<PlotLayer> named = [.. layers.Where(l => l.Name is not null)];
        return named.Count == 0 || wanted == LegendPosition.None
            ? null
            : new Legend(named, area, layers.SelectMany(l => l.Occupied), wanted);
    }

    /// <summary>Draws the box; a legend at the right starts at <paramref name="right"/>.</summary>
    public void Draw(Drawing drawing, Rect area, double right)
    {
        Rect box = Position == LegendPosition.Right ? new Rect(right + 12, area.Y, _width, _height) : Box(area, Position);
        drawing.Rectangle(box, Color.White.WithOpacity(0.88), new Stroke(Color.Mist, 1));
        double y = box.Y + Padding + (PlotStyle.Line(PlotStyle.Legend) / 2);
        foreach (PlotLayer entry in _entries)
        {
            entry.DrawKey(drawing, (box.X + Padding + (KeyWidth / 2), y));
            drawing.Text((box.X + Padding + KeyWidth + 6, y), entry.Name!, PlotStyle.Legend, HorizontalAlignment.Left, VerticalAlignment.Middle);
            y += LineHeight;
        }
    }

    private LegendPosition Choose(PlotArea area, Point[] occupied)
    {
        LegendPosition best = LegendPosition.Right;
        int fewest = Math.Max(1, occupied.Length / 100);
        foreach (LegendPosition corner in Corners)
        {
            Rect box = Box(area.Bounds, corner).Grown(5);
            int covered = box.Width > 0.6 * area.Bounds.Width || box.Height > 0.8 * area.Bounds.Height
                ? int.MaxValue
                : occupied.Count(box.Contains);
            if (covered < fewest)
            {
                best = corner;
                fewest = covered;
            }
        }
        return best;
    }

    private Rect Box(Rect area, LegendPosition corner)
    {
        bool left = corner is LegendPosition.UpperLeft or LegendPosition.LowerLeft;
        bool upper = corner is LegendPosition.UpperLeft or LegendPosition.UpperRight;
        return new Rect(
            Math.Round(left ? area.X + Inset : area.Right - Inset - _width),
            Math.Round(upper ? area.Y + Inset : area.Bottom - Inset - _height),
            _width,
            _height);
    }
}
