using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

// What searches and integrals need of the set.
public sealed partial class LatentSet
{
    /// <summary>What length is of the order of the set.</summary>
    internal float Radius => Kind switch
    {
        LatentKind.Box => 0.5f * (Maximum - Minimum) * MathF.Sqrt(Size),
        LatentKind.Free => MathF.Sqrt(Size),
        _ => 1,
    };

    /// <summary>R(z).</summary>
    internal float PenaltyOf(ReadOnlySpan<float> z) => Penalty == 0 ? 0 : 0.5f * Penalty * TensorPrimitives.SumOfSquares(z);

    /// <summary>gradient += ∂R/∂z, scaled.</summary>
    internal void AddPenaltyGradient(ReadOnlySpan<float> z, Span<float> gradient, float scale = 1)
    {
        if (Penalty > 0)
            TensorPrimitives.MultiplyAdd(z, scale * Penalty, gradient, gradient);
    }

    /// <summary>z ← the point of the set nearest to it.</summary>
    internal void Project(Span<float> z)
    {
        switch (Kind)
        {
            case LatentKind.Free:
                return;
            case LatentKind.Box:
                TensorPrimitives.Max(z, Minimum, z);
                TensorPrimitives.Min(z, Maximum, z);
                return;
            case LatentKind.Sphere or LatentKind.Ball:
                var norm = TensorPrimitives.Norm<float>(z);
                // Every point of the sphere is as near to its centre.
                if (norm == 0 && Kind == LatentKind.Sphere)
                    z[0] = 1;
                else if (norm > 1 || Kind == LatentKind.Sphere)
                    TensorPrimitives.Divide(z, norm, z);
                return;
            default:
                throw new InvalidOperationException($"Nothing is projected on {this}.");
        }
    }

    /// <summary>Leaves of a gradient at z what lies in the tangent plane, where the set is a surface.</summary>
    internal void ToTangent(ReadOnlySpan<float> z, Span<float> gradient)
    {
        if (Kind == LatentKind.Sphere)
            TensorPrimitives.MultiplyAdd(z, -TensorPrimitives.Dot(z, gradient), gradient, gradient);
    }

    /// <summary>Draws latents uniformly, or free ones from a standard normal; each has streams of its own, so that the first do not depend on how many there are.</summary>
    internal void Draw(Span<float> latents, ulong seed, RandomPurpose purpose)
    {
        for (var i = 0; i < latents.Length / Size; i++)
        {
            var z = latents.Slice(i * Size, Size);
            var stream = new RandomStream(seed, purpose, (uint)i);
            if (Kind == LatentKind.Box)
            {
                stream.FillUniform(z);
                TensorPrimitives.Multiply(z, Maximum - Minimum, z);
                TensorPrimitives.Add(z, Minimum, z);
                Project(z);
                continue;
            }
            stream.FillNormal(z);
            if (Kind == LatentKind.Free)
                continue;
            TensorPrimitives.Divide(z, TensorPrimitives.Norm<float>(z), z);
            if (Kind == LatentKind.Sphere)
                continue;
            // From a direction to a point of the ball: the k-th power of the radius is uniform.
            var radius = Math.Pow(new RandomStream(seed, purpose, (uint)i, row: 1).Uniform(0), 1.0 / Size);
            TensorPrimitives.Multiply(z, (float)radius, z);
        }
    }

    /// <summary>The z of each point given by its coordinates.</summary>
    internal void ToLatents(ReadOnlySpan<float> coordinates, Span<float> latents)
    {
        if (Kind != LatentKind.Circle)
        {
            coordinates.CopyTo(latents);
            return;
        }
        for (var i = 0; i < coordinates.Length; i++)
        {
            (var sine, var cosine) = Math.SinCos(coordinates[i]);
            latents[2 * i] = (float)cosine;
            latents[(2 * i) + 1] = (float)sine;
        }
    }

    /// <summary>The coordinates of <see cref="Spread"/>.</summary>
    internal float[] SpreadCoordinates(int count)
    {
        var coordinates = new float[count * Coordinates];
        var width = (double)Maximum - Minimum;
        if (Coordinates == 1)
        {
            // Both ends of an interval; the end of a circle is its beginning.
            var parts = IsPeriodic ? count : count - 1;
            for (var i = 0; i < count; i++)
                coordinates[i] = parts == 0 ? (float)(Minimum + (width / 2)) : (float)(Minimum + (width * i / parts));
            return coordinates;
        }

        Span<double> steps = stackalloc double[Coordinates];
        QuasiRandom.Steps(steps);
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < Coordinates; j++)
                coordinates[(i * Coordinates) + j] = (float)(Minimum + (width * QuasiRandom.Value(steps[j], i)));
        }
        return coordinates;
    }
}
