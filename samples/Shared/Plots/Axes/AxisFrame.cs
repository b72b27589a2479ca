namespace Samples.Shared;

/// <summary>The frame of a plot: ticks, their labels, names of the axes and the title.</summary>
internal sealed class AxisFrame(AxisScale x, AxisScale y, double width, double height, string? title, string? xLabel, string? yLabel)
{
    private const double UnitsPerTickX = 62;
    private const double UnitsPerTickY = 42;

    private readonly IReadOnlyList<Tick> _xTicks = x.Ticks(Math.Max(2, (int)(width / UnitsPerTickX)));
    private readonly IReadOnlyList<Tick> _yTicks = y.Ticks(Math.Max(2, (int)(height / UnitsPerTickY)));

    /// <summary>The plot's area with the margins that the frame needs.</summary>
    public PanelSize Measure()
    {
        double left = TickRoom + Widest(_yTicks);
        if (yLabel is not null)
        {
            left += PlotStyle.Gap + PlotStyle.Line(PlotStyle.AxisLabel);
        }
        double bottom = TickRoom + PlotStyle.Caps(PlotStyle.TickLabel);
        if (xLabel is not null)
        {
            bottom += PlotStyle.Gap + PlotStyle.Line(PlotStyle.AxisLabel);
        }
        double top = title is null ? PlotStyle.Caps(PlotStyle.TickLabel) / 2 : PlotStyle.Line(PlotStyle.Title) + PlotStyle.Gap;
        // The last label of the x axis may reach beyond the frame, and so may a long title.
        double right = _xTicks.Where(t => t.Label is not null)
            .Select(t => (x.Share(t.Value) * width) + (Width(t.Label!) / 2) - width).DefaultIfEmpty(0).Max();
        if (title is not null)
        {
            right = Math.Max(right, (StrokeFont.Measure(title, PlotStyle.Title) - width) / 2);
            left = Math.Max(left, (StrokeFont.Measure(title, PlotStyle.Title) - width) / 2);
        }
        return new PanelSize(width, height, Math.Ceiling(left), Math.Ceiling(top), Math.Ceiling(Math.Max(0, right)), Math.Ceiling(bottom));
    }

    /// <summary>Faint lines at the ticks, below the data.</summary>
    public void DrawGrid(Drawing drawing, PlotArea area)
    {
        Rect b = area.Bounds;
        foreach (Tick tick in _xTicks.Where(t => t.Label is not null))
        {
            double at = Snap(area.Map((tick.Value, y.Min)).X);
            drawing.Line((at, b.Y), (at, b.Bottom), PlotStyle.GridLine);
        }
        foreach (Tick tick in _yTicks.Where(t => t.Label is not null))
        {
            double at = Snap(area.Map((x.Min, tick.Value)).Y);
            drawing.Line((b.X, at), (b.Right, at), PlotStyle.GridLine);
        }
    }

    /// <summary>Frame, ticks and texts, above the data.</summary>
    public void Draw(Drawing drawing, PlotArea area)
    {
        Rect b = area.Bounds;
        drawing.Rectangle(b, null, PlotStyle.Frame);
        foreach (Tick tick in _xTicks)
        {
            double at = Snap(area.Map((tick.Value, y.Min)).X);
            drawing.Line((at, b.Bottom), (at, b.Bottom + Length(tick)), PlotStyle.Frame);
            if (tick.Label is not null)
            {
                drawing.Text((at, b.Bottom + TickRoom), tick.Label, PlotStyle.TickLabel, HorizontalAlignment.Center, VerticalAlignment.Top);
            }
        }
        foreach (Tick tick in _yTicks)
        {
            double at = Snap(area.Map((x.Min, tick.Value)).Y);
            drawing.Line((b.X - Length(tick), at), (b.X, at), PlotStyle.Frame);
            if (tick.Label is not null)
            {
                drawing.Text((b.X - TickRoom, at), tick.Label, PlotStyle.TickLabel, HorizontalAlignment.Right, VerticalAlignment.Middle);
            }
        }
        if (xLabel is not null)
        {
            double below = b.Bottom + TickRoom + PlotStyle.Caps(PlotStyle.TickLabel) + PlotStyle.Gap + 1;
            drawing.Text((b.Center.X, below), xLabel, PlotStyle.AxisLabel, HorizontalAlignment.Center, VerticalAlignment.Top);
        }
        if (yLabel is not null)
        {
            double left = b.X - TickRoom - Widest(_yTicks) - PlotStyle.Gap;
            drawing.Text((left, b.Center.Y), yLabel, PlotStyle.AxisLabel, HorizontalAlignment.Center, VerticalAlignment.Bottom, upwards: true);
        }
        if (title is not null)
        {
            drawing.Text((b.Center.X, b.Y - PlotStyle.Gap), title, PlotStyle.Title, HorizontalAlignment.Center, VerticalAlignment.Bottom);
        }
    }

    private static double TickRoom => PlotStyle.TickLength + 4;

    private static double Length(Tick tick) => tick.Label is null ? 0.6 * PlotStyle.TickLength : PlotStyle.TickLength;

    private static double Width(string label) => StrokeFont.Measure(label, PlotStyle.TickLabel);

    private static double Widest(IEnumerable<Tick> ticks) => ticks.Max(t => t.Label is null ? 0 : Width(t.Label));

    // Lines on whole units are sharp at one and at two pixels a unit.
    private static double Snap(double value) => Math.Round(value);
}
