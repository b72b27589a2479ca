namespace Samples.Shared;

/// <summary>The shape of a point in a scatter plot.</summary>
public enum Marker
{
    /// <summary>A filled circle.</summary>
    Circle,

    /// <summary>A filled square.</summary>
    Square,

    /// <summary>A filled square on its corner.</summary>
    Diamond,

    /// <summary>A filled triangle.</summary>
    Triangle,

    /// <summary>Two crossing diagonals.</summary>
    Cross,

    /// <summary>A plus sign.</summary>
    Plus,

    /// <summary>A circle without filling.</summary>
    Ring,

    /// <summary>A filled star with five points.</summary>
    Star,
}
