namespace Samples.Shared;

/// <summary>
/// One plot: axes, and layers of data that are drawn in the order in which they were added. Every method returns the
/// plot itself, so that a picture reads as one sentence that ends in <see cref="Panel.Save"/>.
/// </summary>
public sealed partial class Plot : Panel
{
    private readonly List<PlotLayer> _layers = [];
    private readonly string? _title;
    private readonly double _width;
    private readonly double _height;
    private string? _xLabel;
    private string? _yLabel;
    private (double Min, double Max)? _xRange;
    private (double Min, double Max)? _yRange;
    private bool _xLogarithmic;
    private bool _yLogarithmic;
    private bool _equalUnits;
    private LegendPosition _legend = LegendPosition.Best;
    private int _coloursUsed;

    /// <summary>An empty plot; width and height are those of the area inside of the axes.</summary>
    public Plot(string? title = null, double width = 440, double height = 320)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 40);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 40);
        (_title, _width, _height) = (title, width, height);
    }

    /// <summary>Names the axes.</summary>
    public Plot Labels(string? x, string? y)
    {
        (_xLabel, _yLabel) = (x, y);
        return this;
    }

    /// <summary>Fixes the range of the x axis, which otherwise follows from the data.</summary>
    public Plot XRange(double min, double max)
    {
        _xRange = CheckRange(min, max);
        return this;
    }

    /// <summary>Fixes the range of the y axis, which otherwise follows from the data.</summary>
    public Plot YRange(double min, double max)
    {
        _yRange = CheckRange(min, max);
        return this;
    }

    /// <summary>Makes the x axis logarithmic; values that are not positive are left out.</summary>
    public Plot LogX()
    {
        _xLogarithmic = true;
        return this;
    }

    /// <summary>Makes the y axis logarithmic; values that are not positive are left out.</summary>
    public Plot LogY()
    {
        _yLogarithmic = true;
        return this;
    }

    /// <summary>Gives both axes the same length a unit, as for points in the plane; the area shrinks one way to fit.</summary>
    public Plot EqualUnits()
    {
        _equalUnits = true;
        return this;
    }

    /// <summary>Places the legend, which appears as soon as a layer has a name.</summary>
    public Plot Legend(LegendPosition position)
    {
        _legend = position;
        return this;
    }

    /// <inheritdoc />
    public override PanelSize Measure() => Prepare((0, 0)).Size;

    /// <inheritdoc />
    public override void Draw(Drawing drawing, Point origin)
    {
        Layout layout = Prepare(origin);
        Rect bounds = layout.Area.Bounds;
        if (!_layers.Any(l => l.IsTight))
        {
            layout.Frame.DrawGrid(drawing, layout.Area);
        }
        drawing.Clipped(bounds, () =>
        {
            foreach (PlotLayer layer in _layers)
            {
                layer.Draw(drawing, layout.Area);
            }
        });
        layout.Frame.Draw(drawing, layout.Area);
        double right = bounds.Right;
        foreach (ColorBar bar in layout.Bars)
        {
            bar.Draw(drawing, right, bounds.Y, bounds.Height);
            right += bar.Measure(bounds.Height);
        }
        layout.Legend?.Draw(drawing, bounds, right);
    }

    private Layout Prepare(Point origin)
    {
        bool tight = _layers.Any(l => l.IsTight);
        // Where there is a background, it sets the ranges: points beyond it are cut off with it.
        Point[] extent = [.. _layers.Where(l => !tight || l.IsTight).SelectMany(l => l.Extent)];
        AxisScale x = Scale(_xRange, extent.Select(p => p.X), _xLogarithmic, tight);
        AxisScale y = Scale(_yRange, extent.Select(p => p.Y), _yLogarithmic, tight);
        (double width, double height) = Fit(x, y);
        var area = new PlotArea(new Rect(origin.X, origin.Y, width, height), x, y);

        var frame = new AxisFrame(x, y, width, height, _title, _xLabel, _yLabel);
        List<ColorBar> bars = [.. _layers.Select(l => l.ColorBar).OfType<ColorBar>()];
        Legend? legend = Shared.Legend.Create(_layers, area, _legend);
        double beside = bars.Sum(b => b.Measure(height)) + (legend?.RightRoom ?? 0);
        PanelSize size = frame.Measure();
        size = size with { Right = Math.Ceiling(Math.Max(size.Right, beside)) };
        return new Layout(size, area, frame, bars, legend);
    }

    private (double Width, double Height) Fit(AxisScale x, AxisScale y)
    {
        if (!_equalUnits)
        {
            return (_width, _height);
        }
        if (x.IsLogarithmic || y.IsLogarithmic)
        {
            throw new InvalidOperationException("Equal units need linear axes.");
        }
        double unit = Math.Min(_width / (x.Max - x.Min), _height / (y.Max - y.Min));
        return (Math.Max(40, Math.Round(unit * (x.Max - x.Min))), Math.Max(40, Math.Round(unit * (y.Max - y.Min))));
    }

    private static AxisScale Scale((double Min, double Max)? range, IEnumerable<double> values, bool logarithmic, bool tight) =>
        range is { } fixedRange
            ? new AxisScale(fixedRange.Min, fixedRange.Max, logarithmic)
            : AxisScale.Around(values, logarithmic, tight);

    private static (double Min, double Max) CheckRange(double min, double max) =>
        double.IsFinite(max - min) && min < max
            ? (min, max)
            : throw new ArgumentException($"An axis needs min < max, both finite, not {min} and {max}.");

    private sealed record Layout(PanelSize Size, PlotArea Area, AxisFrame Frame, List<ColorBar> Bars, Legend? Legend);
}
