using Samples.Shared;

namespace Topography_Spiral;

/// <summary>
/// An energy as a map: colours and contour lines for its height, with the training points on it. Every model of the
/// plane is drawn by it, so that their pictures compare.
/// </summary>
internal sealed class TopographicMap(IReadOnlyList<Point> points, GridShape shape)
{
    private const int ContourLines = 13;

    /// <summary>F at each point of the map's grid.</summary>
    public float[] Values(Landscape landscape) => landscape.At(shape.Points());

    /// <summary>A plot of F with the training points and, where the model has them, its prototypes.</summary>
    public Plot Draw(Landscape landscape, IReadOnlyList<Point>? prototypes = null, double size = 380)
    {
        ScalarGrid grid = landscape.On(shape);
        double cap = grid.Quantile(landscape.ShareBelowCap);
        Plot plot = new Plot(landscape.Name, size, size)
            .Labels("y₁", "y₂")
            .EqualUnits()
            .Legend(LegendPosition.None)
            .HeatMap(grid, max: cap, label: "F(y)")
            .Contours(grid, ContourLines, max: cap)
            .Scatter(points, "training points", Palette.Purple, radius: 1.9);
        return prototypes is null ? plot : plot.Scatter(prototypes, "prototypes", Color.White, radius: 3.4, marker: Marker.Cross);
    }
}
