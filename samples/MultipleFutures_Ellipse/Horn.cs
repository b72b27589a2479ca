using Samples.Shared;

namespace MultipleFutures_Ellipse;

/// <summary>
/// The data: x in 0..1 says how large an ellipse is, and y lies anywhere on it. Along x the ellipses make a horn. The models
/// see noisy points of it only; the ellipse itself is here to draw it and to judge their answers.
/// </summary>
internal static class Horn
{
    private const double Alpha = 1.5;
    private const double Beta = 2;

    /// <summary>The half axes: [αx + β(1 − x), βx + α(1 − x)]·e^{2x}.</summary>
    public static (double First, double Second) Radii(double x)
    {
        var size = Math.Exp(2 * x);
        return (((Alpha * x) + (Beta * (1 - x))) * size, ((Beta * x) + (Alpha * (1 - x))) * size);
    }

    /// <summary>Points once round the ellipse at x.</summary>
    public static Point[] Ellipse(double x, int count = 1000)
    {
        var (first, second) = Radii(x);
        return [.. Enumerable.Range(0, count).Select(i => new Point(first * Math.Cos(2 * Math.PI * i / count), second * Math.Sin(2 * Math.PI * i / count)))];
    }

    /// <summary>Rows with x and the angle uniform, and normal noise on y.</summary>
    public static ModelInput[] Sample(int count, double noise, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var x = random.NextDouble();
            var (first, second) = Radii(x);
            var (sin, cos) = Math.SinCos(2 * Math.PI * random.NextDouble());
            return new ModelInput
            {
                X = [(float)x],
                Y = [(float)((first * cos) + (noise * Normal(random))), (float)((second * sin) + (noise * Normal(random)))],
            };
        })];
    }

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
