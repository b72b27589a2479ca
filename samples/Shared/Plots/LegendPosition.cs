namespace Samples.Shared;

/// <summary>Where a plot's legend stands.</summary>
public enum LegendPosition
{
    /// <summary>The corner that covers the fewest data; right of the plot when every corner covers some.</summary>
    Best,

    /// <summary>Inside, upper left corner.</summary>
    UpperLeft,

    /// <summary>Inside, upper right corner.</summary>
    UpperRight,

    /// <summary>Inside, lower left corner.</summary>
    LowerLeft,

    /// <summary>Inside, lower right corner.</summary>
    LowerRight,

    /// <summary>Right of the plot and its colour bars.</summary>
    Right,

    /// <summary>No legend.</summary>
    None,
}
