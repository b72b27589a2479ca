using Samples.Shared;

namespace Topography_Spiral;

/// <summary>
/// The second question: given y, which point of the manifold is closest? Go downhill on F until it is level.
/// </summary>
internal static class Descent
{
    private const int MostSteps = 2000;
    private const double LevelSlope = 1e-5;
    private const double LeastRate = 1e-6;

    /// <summary>
    /// The path from <paramref name="start"/> to a minimum of F, by gradient steps. A step that would go uphill is
    /// halved, so that the energy never rises on the way.
    /// </summary>
    /// <param name="landscape">F.</param>
    /// <param name="start">Where the path begins.</param>
    /// <param name="rate">The length of a step as a share of the gradient: small where slopes are steep, or it leaps over a ridge.</param>
    public static Point[] Solve(Landscape landscape, Point start, double rate = 0.25)
    {
        var path = new List<Point> { start };
        for (var i = 0; i < MostSteps; i++)
        {
            var (energy, gradient) = landscape.GradientAt(path[^1]);
            if (gradient.Length < LevelSlope)
                break;
            var step = rate;
            while (step > LeastRate && landscape.At(path[^1] - (step * gradient)) > energy)
                step /= 2;
            if (step <= LeastRate)
                break;
            path.Add(path[^1] - (step * gradient));
        }

        return [.. path];
    }

    /// <summary>True when F is no lower anywhere on a small circle around the point.</summary>
    public static bool IsMinimum(Landscape landscape, Point point, double radius)
    {
        const int Directions = 16;
        var here = landscape.At(point);
        return Enumerable.Range(0, Directions)
            .Select(i => Math.SinCos(2 * Math.PI * i / Directions))
            .All(d => here <= landscape.At(point + (radius * d.Cos, radius * d.Sin)));
    }
}
