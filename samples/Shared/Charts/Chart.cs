using System.Globalization;
using System.Numerics;
using ScottPlot;
using ScottPlot.ArrowShapes;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace Samples.Shared;

/// <summary>
/// A plot of ScottPlot in the style of the samples, with an area inside of its axes of a size that is known, so that charts
/// stand in line on a <see cref="Sheet"/>. Its methods add what the samples draw; <see cref="Plot.Add"/> adds anything else.
/// </summary>
public class Chart : Plot
{
    private readonly string? _title;
    private (double? Left, double? Right, double? Bottom, double? Top) _limits;
    private Func<double, double> _toX = x => x;
    private Func<double, double> _toY = y => y;

    static Chart()
    {
        Lettering.Install();
    }

    /// <summary>An empty chart; width and height are those of the area inside of the axes.</summary>
    public Chart(string? title, float width, float height)
    {
        ChartStyle.Apply(this);
        (_title, Width, Height) = (title, width, height);
        if (title is not null)
            Axes.AddPanel(new Lettering.Title(title));
    }

    /// <summary>Width of the area inside of the axes.</summary>
    public float Width { get; protected set; }

    /// <summary>Height of the area inside of the axes.</summary>
    public float Height { get; protected set; }

    /// <summary>True where the chart shows its keys itself; those of the others stand below the title of their sheet.</summary>
    internal bool HasLegend { get; private set; }

    /// <summary>True where a map is what other things are drawn on.</summary>
    internal bool HasMap { get; private set; }

    /// <summary>Names the axes.</summary>
    public Chart Labels(string x, string y)
    {
        XLabel(x);
        YLabel(y);
        return this;
    }

    /// <summary>Fixes the ends of the axes, which otherwise follow from the data.</summary>
    public Chart Limits(double? left = null, double? right = null, double? bottom = null, double? top = null)
    {
        _limits = (left, right, bottom, top);
        return this;
    }

    /// <summary>Makes the x axis logarithmic, for what is added from now on.</summary>
    public Chart LogX()
    {
        (_toX, Axes.Bottom.TickGenerator) = (Math.Log10, LogTicks());
        return this;
    }

    /// <summary>Makes the y axis logarithmic, for what is added from now on.</summary>
    public Chart LogY()
    {
        (_toY, Axes.Left.TickGenerator) = (Math.Log10, LogTicks());
        return this;
    }

    /// <summary>Shows the keys inside of the axes.</summary>
    public Chart Keys(Alignment corner)
    {
        HasLegend = true;
        ShowLegend(corner);
        return this;
    }

    /// <summary>Shows the keys at the right of the axes.</summary>
    public Chart KeysBeside()
    {
        HasLegend = true;
        ShowLegend(Edge.Right);
        return this;
    }

    /// <summary>Heights as colours with contour lines and a colour bar, from the least to <paramref name="top"/>; what is higher has its colour.</summary>
    public Chart Map(ScalarGrid grid, double top, string label, int contours)
    {
        HasMap = true;
        HideGrid();
        var (least, most) = grid.Range();
        top = Math.Max(top, least + 1e-6);
        var shape = grid.Shape;
        var map = Add.Heatmap(grid.ToArray());
        map.FlipVertically = true;
        map.Extent = new CoordinateRect(shape.XMin, shape.XMax, shape.YMin, shape.YMax);
        map.ManualRange = new ScottPlot.Range(least, top);
        map.Smooth = true;
        map.Colormap = ChartStyle.Heights;
        var lines = new ContourLines
        {
            ContourLineLevels = RoundValues(least, top, contours),
            LineColor = Colors.White.WithAlpha(0.55),
            LineWidth = 0.9f,
            LabelStyle = new LabelStyle { IsVisible = false },
        };
        lines.Update(grid.ToCoordinates(mostPoints: 200));
        Add.Plottable(lines);
        Axes.AddPanel(new ColorBar(map, label, goesOn: most > top));
        return Limits(shape.XMin, shape.XMax, shape.YMin, shape.YMax);
    }

    /// <summary>Markers at points; a rim sets them off from a map.</summary>
    public Chart Dots(IEnumerable<Point> points, Color color, string? name = null, float radius = 3, MarkerShape shape = MarkerShape.FilledCircle, bool rim = false)
    {
        var dots = Add.ScatterPoints(At(points), color);
        (dots.MarkerShape, dots.MarkerSize, dots.LegendText) = (shape, 2 * radius, name ?? "");
        dots.MarkerLineWidth = Math.Max(1.4f, 0.5f * radius);
        (dots.MarkerStyle.OutlineWidth, dots.MarkerStyle.OutlineColor) = (rim ? 1.3f : 0, Colors.White);
        return this;
    }

    /// <summary>A line through points in their order, with markers and bars of ± <paramref name="errors"/> if given.</summary>
    public Chart Line(
        IEnumerable<Point> points, Color color, string? name = null, float width = 1.8f, LinePattern? pattern = null, bool markers = false, IReadOnlyList<double>? errors = null)
    {
        var at = At(points);
        var line = markers ? Add.Scatter(at, color) : Add.ScatterLine(at, color);
        (line.LineWidth, line.LinePattern, line.LegendText) = (width, pattern ?? LinePattern.Solid, name ?? "");
        if (markers)
            line.MarkerSize = 3 + (2 * width);
        if (errors is not null)
            Add.ErrorBar([.. at.Select(p => p.X)], [.. at.Select(p => p.Y)], [.. errors]).Color = color;
        return this;
    }

    /// <summary>A way from its first point, a dot, to its last, an arrow head; a light rim sets it off from a map.</summary>
    public Chart Way(IReadOnlyList<Point> points, Color color, string? name = null)
    {
        Line(points, Colors.White.WithAlpha(0.8), width: 4);
        Line(points, color, name);
        Dots([points[0]], color, radius: 3.5f, rim: true);
        // The direction in which it arrives, and not that of its last, shortest step.
        var from = points.LastOrDefault(p => (p - points[^1]).Length > 0.02, points[0]);
        var head = Add.Arrow(At([from])[0], At([points[^1]])[0]);
        head.ArrowShape = new Arrowhead();
        (head.ArrowFillColor, head.ArrowLineColor, head.ArrowLineWidth) = (color, Colors.White, 0.8f);
        (head.ArrowheadLength, head.ArrowheadAxisLength, head.ArrowheadWidth) = (11, 9, 9);
        return this;
    }

    /// <summary>An arrow for each vector, the longest of them <paramref name="longest"/> units of the picture long.</summary>
    public Chart Arrows(IReadOnlyList<Point> origins, IReadOnlyList<Point> vectors, Color color, float longest, string? name = null)
    {
        // ScottPlot takes the vectors to be those of the screen, where y points down.
        var field = Add.VectorField([.. origins.Zip(vectors, (o, v) => new RootedCoordinateVector(new Coordinates(o.X, o.Y), new Vector2((float)v.X, (float)-v.Y)))], color);
        (field.ArrowStyle.Anchor, field.MaximumArrowLength, field.LegendText) = (ArrowAnchor.Tail, longest, name ?? "");
        (field.ArrowLineWidth, field.ArrowFillColor) = (1, color);
        return this;
    }

    /// <summary>A short text beside a point.</summary>
    public Chart Note(Point at, string text, float right = 7, float down = -7)
    {
        var note = Add.Text(text, At([at])[0]);
        (note.LabelFontSize, note.LabelFontColor, note.LabelAlignment) = (ChartStyle.CaptionSize, ChartStyle.Ink, Alignment.MiddleLeft);
        (note.OffsetX, note.OffsetY) = (right, down);
        (note.LabelBackgroundColor, note.LabelPadding, note.LabelBorderWidth) = (HasMap ? Colors.White.WithAlpha(0.8) : Colors.Transparent, 2, 0);
        return this;
    }

    /// <summary>Writes the chart as a picture of its own, as PNG or SVG by the extension.</summary>
    public void Save(string path) => new Sheet().Row(this).Save(path);

    /// <summary>Last touches before the chart is measured and drawn.</summary>
    internal virtual void Prepare()
    {
        Axes.AutoScale();
        var own = Axes.GetLimits();
        Axes.SetLimits(_limits.Left ?? own.Left, _limits.Right ?? own.Right, _limits.Bottom ?? own.Bottom, _limits.Top ?? own.Top);
    }

    /// <summary>The room that axes, names and bars take around the area.</summary>
    internal PixelPadding Margins(Paint paint)
    {
        const float HalfOfATickLabel = 14;
        var figure = new PixelRect(0, Width, Height, 0);
        var panels = Axes.GetPanels();
        Layout.LayoutEngine = new ScottPlot.LayoutEngines.Automatic();
        var sizes = Layout.LayoutEngine.GetLayout(figure, this, paint).PanelSizes;
        float Room(Edge edge) => panels.Where(p => p.Edge == edge).Sum(p => sizes[p]);
        // A title can be wider than what it stands over.
        var title = _title is null ? 0 : Math.Max(0, (Lettering.Measure(_title, ChartStyle.TitleSize, bold: true) - Width) / 2);
        return new PixelPadding(
            Math.Max(title, Room(Edge.Left)), Math.Max(Math.Max(title, HalfOfATickLabel), Room(Edge.Right)),
            Room(Edge.Bottom), Math.Max(HalfOfATickLabel / 2, Room(Edge.Top)));
    }

    private Coordinates[] At(IEnumerable<Point> points) => [.. points.Select(p => new Coordinates(_toX(p.X), _toY(p.Y)))];

    private static NumericManual LogTicks()
    {
        var ticks = new NumericManual();
        for (var power = -6; power <= 6; power++)
        {
            for (var digit = 1; digit < 10; digit++)
            {
                var value = digit * Math.Pow(10, power);
                if (digit is 1 or 2 or 5)
                    ticks.AddMajor(Math.Log10(value), value.ToString("G6", CultureInfo.InvariantCulture));
                else
                    ticks.AddMinor(Math.Log10(value));
            }
        }

        return ticks;
    }

    /// <summary>Multiples of 1, 2, 2.5 or 5 times a power of ten between two values, at most so many.</summary>
    private static double[] RoundValues(double low, double high, int most)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10((high - low) / most)));
        var step = power * ((double[])[1, 2, 2.5, 5, 10]).First(s => (high - low) / (s * power) <= most);
        return [.. Enumerable.Range(0, most + 2).Select(i => (Math.Ceiling(low / step) + i) * step).TakeWhile(v => v <= high)];
    }
}
