using Microsoft.ML.EnergyBased.Energies;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>An energy over the plane, with a name for its pictures. Any energy with a gradient will do.</summary>
/// <param name="Name">What its maps are called.</param>
/// <param name="Energy">F.</param>
internal sealed record Landscape(string Name, IDifferentiableEnergy Energy)
{
    /// <summary>
    /// Far from the spiral an energy can grow without end: the colours of its maps stop where this share of the map lies below.
    /// </summary>
    public double ShareBelowCap { get; init; } = 0.6;

    /// <summary>F at some points, in one block.</summary>
    public float[] At(IReadOnlyList<Point> points)
    {
        var energies = new float[points.Count];
        Energy.Energy(Rows(points), energies);
        return energies;
    }

    /// <summary>F at one point.</summary>
    public float At(Point point) => At([point])[0];

    /// <summary>F and its gradient at one point.</summary>
    public (float Energy, Point Gradient) GradientAt(Point point)
    {
        Span<float> energy = stackalloc float[1];
        Span<float> gradient = stackalloc float[2];
        Energy.Gradient(Rows([point]), energy, gradient);
        return (energy[0], (gradient[0], gradient[1]));
    }

    /// <summary>F on a grid.</summary>
    public ScalarGrid On(GridShape shape)
    {
        var energies = new float[shape.Count];
        Energy.Energy(shape.Rows2D(), energies);
        return ScalarGrid.FromValues(shape, energies);
    }

    /// <summary>Points as rows of two features.</summary>
    public static float[] Rows(IReadOnlyList<Point> points)
        => [.. points.SelectMany(p => new[] { (float)p.X, (float)p.Y })];
}
