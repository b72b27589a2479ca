namespace Samples.Shared;

/// <summary>Where a text stands relative to its position, along the line of writing.</summary>
public enum HorizontalAlignment
{
    /// <summary>The text starts at the position.</summary>
    Left,

    /// <summary>The text is centred on the position.</summary>
    Center,

    /// <summary>The text ends at the position.</summary>
    Right,
}

/// <summary>Where a text stands relative to its position, across the line of writing.</summary>
public enum VerticalAlignment
{
    /// <summary>The tops of capitals touch the position.</summary>
    Top,

    /// <summary>The middle of capitals lies on the position.</summary>
    Middle,

    /// <summary>The baseline lies on the position.</summary>
    Baseline,

    /// <summary>The descenders end at the position.</summary>
    Bottom,
}

/// <summary>Size (of the em, in drawing units), colour and weight of a text.</summary>
public sealed record TextStyle(double Size, Color Color, bool Bold = false);
