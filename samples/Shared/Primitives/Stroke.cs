namespace Samples.Shared;

/// <summary>How a line is drawn: colour, width, and lengths of dashes and gaps in turn (null: solid). Ends and joins are round.</summary>
public sealed record Stroke(Color Color, double Width = 1, IReadOnlyList<double>? Dashes = null)
{
    /// <summary>Dashes that read well at the widths of a plot's lines.</summary>
    public static IReadOnlyList<double> Dashed { get; } = [6, 4];

    /// <summary>Dots, for guide lines.</summary>
    public static IReadOnlyList<double> Dotted { get; } = [0.1, 4];
}
