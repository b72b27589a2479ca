namespace Samples.Shared;

/// <summary>One set of data in a plot.</summary>
internal abstract class PlotLayer
{
    /// <summary>The name in the legend, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Points that the axes must show.</summary>
    public abstract IEnumerable<Point> Extent { get; }

    /// <summary>Points that a legend should not cover; empty for a background.</summary>
    public virtual IEnumerable<Point> Occupied => Extent;

    /// <summary>True for a layer that ends at its own borders, such as a heat map: the axes get no margin.</summary>
    public virtual bool IsTight => false;

    /// <summary>The scale of a coloured layer.</summary>
    public virtual ColorBar? ColorBar => null;

    /// <summary>Draws the data.</summary>
    public abstract void Draw(Drawing drawing, PlotArea area);

    /// <summary>Draws the sample of the legend, some 22 units wide, around a point.</summary>
    public virtual void DrawKey(Drawing drawing, Point center)
    {
    }
}
