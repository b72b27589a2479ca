using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.Plottables;
using SkiaSharp;

namespace Samples.Shared;

/// <summary>ScottPlot's colour bar at some distance from the map, with a pointed end where the map goes on beyond the last colour.</summary>
internal sealed class ColorBar : PanelBase
{
    private const float Gap = 12;
    private const float BarWidth = 14;
    private const float Point = 9;
    private const float LabelGap = 7;

    private readonly ScottPlot.Panels.ColorBar _bar;
    private readonly bool _goesOn;

    public ColorBar(Heatmap map, string label, bool goesOn)
    {
        (Edge, _goesOn) = (Edge.Right, goesOn);
        _bar = new ScottPlot.Panels.ColorBar(map) { Width = BarWidth, Label = label };
        ChartStyle.Apply(_bar.Axis);
        // Read upwards, as the axis at the left.
        (_bar.LabelStyle.Rotation, _bar.LabelStyle.OffsetX) = (-90, -1.2f * ChartStyle.LabelSize);
    }

    public override float Measure(Paint paint) => Gap + _bar.Measure(paint) + LabelGap;

    public override void Render(RenderPack rp, float size, float offset)
    {
        _bar.Render(rp, size - Gap, offset + Gap);
        if (!_goesOn)
            return;
        var left = rp.DataRect.Right + offset + Gap;
        using var tip = new SKPath();
        tip.AddPoly([new(left, rp.DataRect.Top), new(left + (BarWidth / 2), rp.DataRect.Top - Point), new(left + BarWidth, rp.DataRect.Top)]);
        using var paint = new SKPaint { Color = _bar.Source.Colormap.GetColor(1).ToSKColor(), IsAntialias = true };
        rp.Canvas.DrawPath(tip, paint);
    }
}
