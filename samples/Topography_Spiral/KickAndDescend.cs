using Samples.Shared;

namespace Topography_Spiral;

/// <summary>
/// How contrastive divergence finds what to push up, done once more to be seen: a training point is kicked, and goes
/// down the energy from there for a few steps. Where it ends, the energy is pushed up.
/// </summary>
internal static class KickAndDescend
{
    /// <summary>The way of each point: itself, where the kick puts it, and the descent from there.</summary>
    public static Point[][] Paths(Landscape landscape, IReadOnlyList<Point> points, ContrastivePlan plan)
    {
        var random = new Random(plan.Seed);
        return [.. points.Select(p => Path(landscape, p, p + (plan.Kick * Spiral.Normal(random), plan.Kick * Spiral.Normal(random)), plan))];
    }

    private static Point[] Path(Landscape landscape, Point point, Point kicked, ContrastivePlan plan)
    {
        var path = new List<Point> { point, kicked };
        for (var step = 0; step < ContrastivePlan.Steps; step++)
            path.Add(path[^1] - (ContrastivePlan.Rate * landscape.GradientAt(path[^1]).Gradient));
        return [.. path];
    }
}
