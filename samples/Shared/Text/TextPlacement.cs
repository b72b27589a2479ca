namespace Samples.Shared;

/// <summary>Where a text's baseline starts, shared by the renderers so that both pictures agree.</summary>
internal static class TextPlacement
{
    /// <summary>Shift of the baseline's start along and across the line of writing (across: positive is down on the page).</summary>
    public static (double Along, double Across) Offset(TextShape text)
    {
        double width = StrokeFont.Measure(text.Text, text.Style);
        double along = text.Horizontal switch
        {
            HorizontalAlignment.Left => 0,
            HorizontalAlignment.Center => -width / 2,
            _ => -width,
        };
        double across = text.Vertical switch
        {
            VerticalAlignment.Top => StrokeFont.CapHeight,
            VerticalAlignment.Middle => StrokeFont.CapHeight / 2,
            VerticalAlignment.Baseline => 0,
            _ => -StrokeFont.Descent,
        };
        return (along, across * text.Style.Size);
    }
}
