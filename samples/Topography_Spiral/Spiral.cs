using Samples.Shared;

namespace Topography_Spiral;

/// <summary>
/// An Archimedean spiral: the radius grows evenly with the angle. The models see noisy points of it only; the curve
/// itself is here to draw it and to judge their answers.
/// </summary>
internal static class Spiral
{
    private const double InnerRadius = 0.15;
    private const double OuterRadius = 1;
    private const double Angle = 1.75 * 2 * Math.PI;
    private const int Segments = 4096;

    /// <summary>The curve, finely sampled.</summary>
    public static IReadOnlyList<Point> Curve { get; } = [.. Enumerable.Range(0, Segments + 1).Select(i => At(i / (double)Segments))];

    /// <summary>Points in the same distance from each other along the curve, each moved by Gaussian noise.</summary>
    public static Point[] Sample(int count, double noise, int seed)
    {
        var random = new Random(seed);
        var points = new Point[count];
        var lengths = Curve.Zip(Curve.Skip(1), (from, to) => (to - from).Length).ToArray();
        var step = lengths.Sum() / count;
        var segment = 0;
        var passed = 0.0;
        for (var i = 0; i < count; i++)
        {
            var target = (i + 0.5) * step;
            while (segment < Segments - 1 && passed + lengths[segment] < target)
                passed += lengths[segment++];
            points[i] = At((segment + ((target - passed) / lengths[segment])) / Segments) + (noise * Normal(random), noise * Normal(random));
        }

        return points;
    }

    /// <summary>Where the curve meets the line y₁ = const: the values of y₂, from the lowest.</summary>
    public static double[] Crossings(double y1) => [.. Curve.Zip(Curve.Skip(1))
        .Where(s => s.First.X < y1 != s.Second.X < y1)
        .Select(s => s.First.Y + ((y1 - s.First.X) / (s.Second.X - s.First.X) * (s.Second.Y - s.First.Y)))
        .Order()];

    /// <summary>The distance from a point to the curve.</summary>
    public static double Distance(Point point) => Curve.Min(c => (c - point).Length);

    private static Point At(double share)
    {
        var (sin, cos) = Math.SinCos(Angle * share);
        var radius = InnerRadius + ((OuterRadius - InnerRadius) * share);
        return (radius * cos, radius * sin);
    }

    /// <summary>A standard normal number.</summary>
    public static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
