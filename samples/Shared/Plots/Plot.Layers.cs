namespace Samples.Shared;

/// <content>The layers of data that a plot can show.</content>
public sealed partial class Plot
{
    /// <summary>A grid as colours, with a colour bar. Values beyond [min, max] share the end colours.</summary>
    /// <param name="grid">The values.</param>
    /// <param name="colors">The colour map; null is <see cref="Colormap.Sequential"/>.</param>
    /// <param name="min">The value of the first colour; null is the least value.</param>
    /// <param name="max">The value of the last colour; null is the largest value.</param>
    /// <param name="label">What the colour bar is called.</param>
    /// <param name="colorBar">False leaves the colour bar out.</param>
    public Plot HeatMap(ScalarGrid grid, Colormap? colors = null, double? min = null, double? max = null, string? label = null, bool colorBar = true)
    {
        (double low, double high) = ColorRange(grid.Range(), min, max);
        return Add(new HeatMapLayer(grid, colors ?? Colormap.Sequential, low, high, label, colorBar));
    }

    /// <summary>Contour lines at round values between <paramref name="min"/> and <paramref name="max"/> (null: the grid's own), about <paramref name="count"/>.</summary>
    public Plot Contours(ScalarGrid grid, int count = 10, double? min = null, double? max = null, Color? color = null, double width = 0.9)
    {
        (double low, double high) = ColorRange(grid.Range(), min, max);
        double[] levels = [.. Ticks.Linear(low, high, count).Select(t => t.Value)];
        return Contours(grid, levels, null, color, width);
    }

    /// <summary>Contour lines at given values.</summary>
    public Plot Contours(ScalarGrid grid, IReadOnlyList<double> levels, string? name = null, Color? color = null, double width = 0.9) =>
        Add(new ContourLayer(grid, levels, new Stroke(color ?? Color.White.WithOpacity(0.55), width)) { Name = name });

    /// <summary>Markers at points; a halo sets them off from a heat map.</summary>
    public Plot Scatter(IReadOnlyList<Point> points, string? name = null, Color? color = null, double radius = 3, Marker marker = Marker.Circle, bool halo = false)
    {
        Color paint = color ?? NextColor();
        return Add(new ScatterLayer(points, _ => paint, new MarkerStyle(marker, radius, halo)) { Name = name });
    }

    /// <summary>Markers coloured by a value each, with a colour bar; a point whose value is NaN is left out.</summary>
    public Plot Scatter(
        IReadOnlyList<Point> points, IReadOnlyList<double> values, string? label = null, Colormap? colors = null,
        double? min = null, double? max = null, double radius = 3, Marker marker = Marker.Circle)
    {
        CheckCounts(points.Count, values.Count, nameof(values));
        int[] shown = [.. Enumerable.Range(0, points.Count).Where(i => double.IsFinite(values[i]))];
        if (shown.Length == 0)
        {
            throw new ArgumentException("None of the values is finite.", nameof(values));
        }
        (double least, double most) = (shown.Min(i => values[i]), shown.Max(i => values[i]));
        (double low, double high) = ColorRange((least, most), min, max);
        Colormap map = colors ?? Colormap.Sequential;
        return Add(new ScatterLayer([.. shown.Select(i => points[i])], i => map.At(values[shown[i]], low, high), new MarkerStyle(marker, radius, false))
        {
            Bar = new ColorBar(map, low, high, label, least < low, most > high),
        });
    }

    /// <summary>A line through points in their order, with error bars of ± <paramref name="errors"/> if given. A NaN leaves a gap.</summary>
    public Plot Line(
        IReadOnlyList<Point> points, string? name = null, Color? color = null, double width = 1.8,
        IReadOnlyList<double>? dashes = null, Marker? marker = null, IReadOnlyList<double>? errors = null)
    {
        if (errors is not null)
        {
            CheckCounts(points.Count, errors.Count, nameof(errors));
        }
        MarkerStyle? markers = marker is { } shape ? new MarkerStyle(shape, 1.5 + width, false) : null;
        return Add(new LineLayer(points, new Stroke(color ?? NextColor(), width, dashes), markers, errors) { Name = name });
    }

    /// <summary>A trajectory from its first point (a dot) to its last (an arrow head), readable on a heat map.</summary>
    public Plot Trajectory(IReadOnlyList<Point> points, string? name = null, Color? color = null, double width = 1.8) =>
        Add(new PathLayer(points, color ?? NextColor(), width) { Name = name });

    /// <summary>A vector field: an arrow at each origin, in data units times <paramref name="scale"/> (null: the longest fits the spacing).</summary>
    public Plot Arrows(IReadOnlyList<Point> origins, IReadOnlyList<Point> vectors, string? name = null, Color? color = null, double? scale = null, double width = 1.1)
    {
        CheckCounts(origins.Count, vectors.Count, nameof(vectors));
        return Add(new ArrowLayer(origins, vectors, color ?? Color.Ink, scale, width) { Name = name });
    }

    /// <summary>A short text beside a point.</summary>
    public Plot Note(Point at, string text, Color? color = null) => Add(new NoteLayer(at, text, color ?? Color.Ink));

    private Plot Add(PlotLayer layer)
    {
        _layers.Add(layer);
        return this;
    }

    private Color NextColor() => Palette.At(_coloursUsed++);

    private static (double Min, double Max) ColorRange((double Min, double Max) own, double? min, double? max)
    {
        double low = min ?? own.Min;
        double high = max ?? own.Max;
        if (AxisScale.IsFlat(low, high) && min is null && max is null)
        {
            // A flat field: any scale around the one value shows it.
            double room = Math.Max(Math.Abs(low) * 0.1, 0.5);
            return (low - room, high + room);
        }
        return !AxisScale.IsFlat(low, high) && double.IsFinite(high - low)
            ? (low, high)
            : throw new ArgumentException($"A colour scale needs min < max, both finite, not {low} and {high}.");
    }

    private static void CheckCounts(int points, int values, string name)
    {
        if (points != values)
        {
            throw new ArgumentException($"There are {points} points but {values} {name}.", name);
        }
    }
}
