using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Tests.Models.EnergyNetwork;

/// <summary>
/// A density of the plane that is known everywhere: equal round Gaussians about centres, which are few or lie along a
/// curve, much closer to each other than the Gaussians are wide.
/// </summary>
internal sealed class PlaneDensity
{
    // Models and densities are compared on this square; its cells are a sixth of the narrowest Gaussian.
    private const double Edge = 5;
    private const int Cells = 400;
    private const double CellArea = 2 * Edge / Cells * (2 * Edge / Cells);
    private const int CurvePoints = 240;

    private readonly (double X, double Y)[] _centres;
    private readonly double _deviation;

    private PlaneDensity(IEnumerable<(double X, double Y)> centres, double deviation)
    {
        _centres = [.. centres];
        _deviation = deviation;
    }

    /// <summary>Two half circles of radius 1.5 that reach into each other.</summary>
    public static PlaneDensity TwoMoons { get; } = new(
        Along(t => (-0.75 + (1.5 * Math.Cos(Math.PI * t)), -0.375 + (1.5 * Math.Sin(Math.PI * t))))
            .Concat(Along(t => (0.75 - (1.5 * Math.Cos(Math.PI * t)), 0.375 - (1.5 * Math.Sin(Math.PI * t))))), 0.15);

    /// <summary>Eight Gaussians on a circle of radius 2, far apart.</summary>
    public static PlaneDensity EightGaussians { get; } = new(
        Enumerable.Range(0, 8).Select(i => (2 * Math.Cos(Math.PI * i / 4), 2 * Math.Sin(Math.PI * i / 4))), 0.25);

    /// <summary>A spiral of one and three quarter turns, denser inside.</summary>
    public static PlaneDensity Spiral { get; } = new(
        Along(t =>
        {
            var radius = 0.4 + (2.1 * t);
            return (radius * Math.Cos(3.5 * Math.PI * t), radius * Math.Sin(3.5 * Math.PI * t));
        }), 0.15);

    /// <summary>The density of rows to which Gaussian noise has been added.</summary>
    public PlaneDensity UnderNoise(double deviation) => new(_centres, Math.Sqrt((_deviation * _deviation) + (deviation * deviation)));

    /// <summary>Independent rows.</summary>
    public float[] Sample(int count, ulong seed)
    {
        var noise = new float[2 * count];
        new RandomStream(seed, RandomPurpose.SampleStart).FillNormal(noise);
        var dice = new RandomStream(seed, RandomPurpose.ContrastiveChains);
        for (var row = 0; row < count; row++)
        {
            (var x, var y) = _centres[(int)(dice.Uniform(row) * _centres.Length)];
            noise[2 * row] = (float)(x + (_deviation * noise[2 * row]));
            noise[(2 * row) + 1] = (float)(y + (_deviation * noise[(2 * row) + 1]));
        }
        return noise;
    }

    /// <summary>KL(p‖q) in nats, p this density and q = e^{−βE}/Z normalised on the square.</summary>
    public double DivergenceFrom(IEnergy energy, double beta = 1)
    {
        var energies = new float[Cells * Cells];
        energy.Energy(Grid, energies);
        double[] logModel = [.. energies.Select(e => -beta * e)];
        var logZ = LogSum(logModel) + Math.Log(CellArea);
        var log = Log();
        double sum = 0;
        for (var cell = 0; cell < log.Length; cell++)
            sum += Math.Exp(log[cell]) * (log[cell] - logModel[cell] + logZ);
        return sum * CellArea;
    }

    /// <summary>The share of this density that lies on the square: 1, or the comparison means nothing.</summary>
    public double Mass() => Log().Sum(Math.Exp) * CellArea;

    private static float[] Grid { get; } =
        [.. Enumerable.Range(0, Cells * Cells).SelectMany(i => new[] { Middle(i % Cells), Middle(i / Cells) })];

    private double[] Log() => [.. Enumerable.Range(0, Cells * Cells).AsParallel().AsOrdered().Select(i => LogDensity(Grid[2 * i], Grid[(2 * i) + 1]))];

    private double LogDensity(double x, double y)
    {
        var variance = _deviation * _deviation;
        Span<double> terms = stackalloc double[_centres.Length];
        for (var i = 0; i < terms.Length; i++)
        {
            (var dx, var dy) = (x - _centres[i].X, y - _centres[i].Y);
            terms[i] = -((dx * dx) + (dy * dy)) / (2 * variance);
        }
        return LogSum(terms) - Math.Log(2 * Math.PI * variance * terms.Length);
    }

    private static double LogSum(ReadOnlySpan<double> terms)
    {
        var greatest = TensorPrimitives.Max(terms);
        double sum = 0;
        foreach (var term in terms)
            sum += Math.Exp(term - greatest);
        return greatest + Math.Log(sum);
    }

    private static float Middle(int cell) => (float)((((cell + 0.5) / Cells) - 0.5) * 2 * Edge);

    // Centres at even steps of the curve's own parameter.
    private static IEnumerable<(double X, double Y)> Along(Func<double, (double X, double Y)> curve)
        => Enumerable.Range(0, CurvePoints).Select(i => curve((i + 0.5) / CurvePoints));
}
