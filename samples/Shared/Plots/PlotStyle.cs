namespace Samples.Shared;

/// <summary>Sizes and colours that all panels share.</summary>
internal static class PlotStyle
{
    public static readonly TextStyle Title = new(14, Color.Ink, Bold: true);
    public static readonly TextStyle SheetTitle = new(17, Color.Ink, Bold: true);
    public static readonly TextStyle AxisLabel = new(12.5, Color.Ink);
    public static readonly TextStyle TickLabel = new(11, Color.Ink);
    public static readonly TextStyle Legend = new(11.5, Color.Ink);
    public static readonly TextStyle Caption = new(10.5, Color.Ink);

    public static readonly Stroke Frame = new(Color.Ink, 1);
    public static readonly Stroke GridLine = new(new Color(232, 234, 238), 1);

    public const double TickLength = 5;
    public const double Gap = 6;

    /// <summary>Height of capitals, which is what a line of text needs visually.</summary>
    public static double Caps(TextStyle style) => style.Size * StrokeFont.CapHeight;

    /// <summary>Height from the top of capitals to the end of descenders.</summary>
    public static double Line(TextStyle style) => style.Size * (StrokeFont.CapHeight + StrokeFont.Descent);
}
