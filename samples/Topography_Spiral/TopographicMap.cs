using Samples.Shared;
using ScottPlot;

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
    public Chart Draw(Landscape landscape, IReadOnlyList<Point>? prototypes = null, float size = 380)
    {
        var grid = landscape.On(shape);
        var chart = new Chart(landscape.Name, size, size)
            .Labels("y₁", "y₂")
            .Map(grid, grid.Quantile(landscape.ShareBelowCap), "F(y)", ContourLines)
            .Dots(points, ChartStyle.Pink, "training points", radius: 1.9f);
        return prototypes is null ? chart : chart.Dots(prototypes, Colors.White, "prototypes", radius: 3.4f, MarkerShape.Eks);
    }
}
