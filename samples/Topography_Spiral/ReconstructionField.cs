using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>Where an autoencoder moves points: r(y) − y, and the path that repeats it.</summary>
internal sealed class ReconstructionField(AutoencoderEnergy energy)
{
    private const int MostSteps = 300;
    private const double Still = 1e-3;
    private const double Push = 0.01;

    /// <summary>r(y) − y at some points.</summary>
    public Point[] At(IReadOnlyList<Point> points)
    {
        var field = new float[2 * points.Count];
        energy.Field(Landscape.Rows(points), field);
        return Points.FromRows(field);
    }

    /// <summary>
    /// True where the field flows together. Half-way between two turns of the spiral it vanishes as on the manifold, and
    /// so does its squared length, the energy; but there it flows apart. Its divergence tells the two from each other.
    /// </summary>
    public bool Holds(Point point)
    {
        var field = At([point + (Push, 0), point - (Push, 0), point + (0, Push), point - (0, Push)]);
        return field[0].X - field[1].X + field[2].Y - field[3].Y < 0;
    }

    /// <summary>
    /// y, r(y), r(r(y)) and so on, until a step moves the point by less than a thousandth: it has reached the manifold,
    /// and what is left is a slow drift along it.
    /// </summary>
    public Point[] Follow(Point start)
    {
        var path = new List<Point> { start };
        for (var step = 0; step < MostSteps; step++)
        {
            var move = At([path[^1]])[0];
            if (move.Length < Still)
                break;
            path.Add(path[^1] + move);
        }

        return [.. path];
    }
}
