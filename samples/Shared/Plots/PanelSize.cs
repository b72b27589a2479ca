namespace Samples.Shared;

/// <summary>
/// The room a panel takes: its inner area, and around it what titles, axes and legends need. A sheet lines up the inner
/// areas, so that the axes of neighbouring plots stand in line.
/// </summary>
public readonly record struct PanelSize(double Width, double Height, double Left = 0, double Top = 0, double Right = 0, double Bottom = 0)
{
    /// <summary>Width with both margins.</summary>
    public double OuterWidth => Left + Width + Right;

    /// <summary>Height with both margins.</summary>
    public double OuterHeight => Top + Height + Bottom;
}
