namespace Samples.Shared;

/// <summary>A short text beside a point, with a light ground so that it reads on any colour.</summary>
internal sealed class NoteLayer(Point point, string text, Color color) : PlotLayer
{
    private const double Distance = 8;

    public override IEnumerable<Point> Extent => [point];

    public override void Draw(Drawing drawing, PlotArea area)
    {
        TextStyle style = PlotStyle.Legend with { Color = color };
        Point at = area.Map(point);
        if (!at.IsFinite)
        {
            return;
        }
        double width = StrokeFont.Measure(text, style);
        // To the left of the point where the frame would cut the text off.
        bool leftwards = at.X + Distance + width > area.Bounds.Right - 3;
        double x = leftwards ? at.X - Distance - width : at.X + Distance;
        double half = (PlotStyle.Line(style) / 2) + 2;
        drawing.Rectangle(new Rect(x - 2, at.Y - half, width + 4, 2 * half), Color.White.WithOpacity(0.78));
        drawing.Text((x, at.Y), text, style, HorizontalAlignment.Left, VerticalAlignment.Middle);
    }
}
