namespace Samples.Shared;

/// <summary>The scale of a coloured layer, drawn at the right of a plot; a pointed end says that values beyond it share its colour.</summary>
internal sealed record ColorBar(Colormap Colors, double Min, double Max, string? Label, bool OpenBelow, bool OpenAbove)
{
    private const double Distance = 14;
    private const double BarWidth = 14;
    private const double PointHeight = 9;
    private const double TickRoom = 8;
    private const int Slices = 256;

    /// <summary>Room to the right of what stands before the bar.</summary>
    public double Measure(double height)
    {
        double labels = Ticks(height).Max(t => StrokeFont.Measure(t.Label!, PlotStyle.TickLabel));
        double name = Label is null ? 0 : PlotStyle.Gap + PlotStyle.Line(PlotStyle.AxisLabel);
        return Distance + BarWidth + TickRoom + labels + name;
    }

    /// <summary>Draws the bar with its left edge a little right of <paramref name="x"/>.</summary>
    public void Draw(Drawing drawing, double x, double top, double height)
    {
        double left = x + Distance;
        double right = left + BarWidth;
        double barTop = top + (OpenAbove ? PointHeight : 0);
        double barBottom = top + height - (OpenBelow ? PointHeight : 0);

        var ramp = new Raster(1, Slices);
        for (int i = 0; i < Slices; i++)
        {
            ramp[0, i] = Colors.At(1 - (i / (double)(Slices - 1)));
        }
        var outline = new List<Point> { (left, barBottom), (left, barTop) };
        if (OpenAbove)
        {
            Point tip = (left + (BarWidth / 2), top);
            drawing.Polygon([(left, barTop), tip, (right, barTop)], Colors.At(1));
            outline.Add(tip);
        }
        outline.AddRange([(right, barTop), (right, barBottom)]);
        if (OpenBelow)
        {
            Point tip = (left + (BarWidth / 2), top + height);
            drawing.Polygon([(left, barBottom), tip, (right, barBottom)], Colors.At(0));
            outline.Add(tip);
        }
        drawing.Image(new Rect(left, barTop, BarWidth, barBottom - barTop), ramp, smooth: true);
        drawing.Polygon(outline, null, PlotStyle.Frame);

        double widest = 0;
        foreach (Tick tick in Ticks(height))
        {
            double at = Math.Round(barBottom - ((tick.Value - Min) / (Max - Min) * (barBottom - barTop)));
            drawing.Line((right, at), (right + 4, at), PlotStyle.Frame);
            drawing.Text((right + TickRoom, at), tick.Label!, PlotStyle.TickLabel, HorizontalAlignment.Left, VerticalAlignment.Middle);
            widest = Math.Max(widest, StrokeFont.Measure(tick.Label!, PlotStyle.TickLabel));
        }
        if (Label is not null)
        {
            double labelX = right + TickRoom + widest + PlotStyle.Gap;
            drawing.Text((labelX, top + (height / 2)), Label, PlotStyle.AxisLabel, HorizontalAlignment.Center, VerticalAlignment.Top, upwards: true);
        }
    }

    private IReadOnlyList<Tick> Ticks(double height) => Shared.Ticks.Linear(Min, Max, Math.Max(2, (int)(height / 42)));
}
