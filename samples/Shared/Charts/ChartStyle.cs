using System.Globalization;
using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.TickGenerators;

namespace Samples.Shared;

/// <summary>Fonts, sizes and colours of all pictures: what makes them of one hand.</summary>
public static class ChartStyle
{
    /// <summary>Pixels a unit in a PNG.</summary>
    public const int Scale = 2;

    /// <summary>Room around a picture, and between its charts.</summary>
    public const float Padding = 16;

    public const float SheetTitleSize = 16;
    public const float TitleSize = 13;
    public const float LabelSize = 12;
    public const float TickSize = 10.5f;
    public const float LegendSize = 11;
    public const float CaptionSize = 10;

    /// <summary>Text and axes.</summary>
    public static readonly Color Ink = Color.FromHex("#26282E");

    /// <summary>Frames of images and legends.</summary>
    public static readonly Color Mist = Color.FromHex("#D6D9DE");

    /// <summary>Grid lines.</summary>
    public static readonly Color Haze = Color.FromHex("#E8EAEE");

    /// <summary>What is not there, in an image.</summary>
    public static readonly Color Missing = Color.FromHex("#9ECAE9");

    /// <summary>Behind the keys of what is drawn on maps, where light marks must be seen.</summary>
    public static readonly Color Dusk = Color.FromHex("#414487");

    // The set of Okabe and Ito: colours that stay apart for colour-blind readers.
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Vermilion = Color.FromHex("#D55E00");
    public static readonly Color Green = Color.FromHex("#009E73");
    public static readonly Color Pink = Color.FromHex("#CC79A7");
    public static readonly Color Orange = Color.FromHex("#E69F00");
    public static readonly Color Sky = Color.FromHex("#56B4E9");
    public static readonly Color Grey = Color.FromHex("#6B6F76");
    public static readonly Color Yellow = Color.FromHex("#E8DA2E");

    /// <summary>The colours of series, in order. Yellow is last for its low contrast on white.</summary>
    public static readonly IReadOnlyList<Color> Series = [Blue, Vermilion, Green, Pink, Orange, Sky, Grey, Yellow];

    /// <summary>Heights of an energy, low to high; lightness grows evenly, so that it also reads in grey.</summary>
    public static readonly IColormap Heights = new Viridis();

    /// <summary>White to black: strokes of a pen on paper.</summary>
    public static readonly IColormap Paper = new GrayscaleReversed();

    /// <summary>Blue for what is below the middle, red for what is above, near white between.</summary>
    public static readonly IColormap Signed = new CustomInterpolated(
        [Color.FromHex("#1A5A9E"), Color.FromHex("#8FC0DD"), Color.FromHex("#F8F8F8"), Color.FromHex("#F2A384"), Color.FromHex("#B01C2E")]);

    /// <summary>Sets what a chart looks like before anything is drawn on it.</summary>
    internal static void Apply(Plot plot)
    {
        plot.Axes.Color(Ink);
        plot.Axes.FrameWidth(1);
        plot.Grid.MajorLineColor = Haze;
        plot.FigureBackground.Color = Colors.Transparent;
        Apply(plot.Axes.Bottom);
        Apply(plot.Axes.Left);
        // They are lines of the frame, and need no room.
        plot.Axes.Top.LockSize(0);
        plot.Axes.Right.LockSize(0);
        Apply(plot.Legend);
    }

    /// <summary>Sets what an axis looks like, that of a colour bar as well.</summary>
    internal static void Apply(IAxis axis)
    {
        axis.TickGenerator = Ticks(axis.Edge.IsVertical() ? 32 : 48);
        axis.TickLabelStyle.FontSize = TickSize;
        axis.TickLabelStyle.ForeColor = Ink;
        // The font's line is higher above its digits than below them.
        axis.TickLabelStyle.OffsetY = axis.Edge.IsVertical() ? 0.15f * TickSize : 0;
        axis.Label.FontSize = LabelSize;
        axis.Label.Bold = false;
        axis.Label.ForeColor = Ink;
    }

    // Round numbers, at least so far apart, with the minus sign of print.
    private static NumericAutomatic Ticks(float spacing) => new()
    {
        MinimumTickSpacing = spacing,
        MinorTickGenerator = new EvenlySpacedMinorTickGenerator(1),
        LabelFormatter = value => value.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '−'),
    };

    /// <summary>Sets what a legend looks like.</summary>
    internal static void Apply(Legend legend)
    {
        legend.FontSize = LegendSize;
        legend.FontColor = Ink;
        legend.OutlineColor = Mist;
        legend.BackgroundColor = Colors.White.WithAlpha(0.88);
        legend.ShadowColor = Colors.Transparent;
        legend.SymbolWidth = 30;
        legend.IsVisible = false;
    }
}
