using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The unit sphere and the unit ball, where a latent may lie.</summary>
internal static class LatentRegion
{
    /// <summary>z ← the point of the region next to it.</summary>
    public static void Project(LatentConstraint constraint, Span<float> z)
    {
        float norm = TensorPrimitives.Norm<float>(z);
        if (norm == 0 && constraint == LatentConstraint.Sphere)
            z[0] = 1; // every point of the sphere is next to its centre
        else if (norm > 1 || constraint == LatentConstraint.Sphere)
            TensorPrimitives.Divide(z, norm, z);
    }

    /// <summary>Leaves of a gradient at z what points along the sphere; in the ball all of it.</summary>
    public static void ToTangent(LatentConstraint constraint, ReadOnlySpan<float> z, Span<float> gradient)
    {
        if (constraint == LatentConstraint.Sphere)
            TensorPrimitives.MultiplyAdd(z, -TensorPrimitives.Dot(z, gradient), gradient, gradient);
    }

    /// <summary>Draws latents uniformly; each has streams of its own, so that the first do not depend on how many there are.</summary>
    public static void Draw(LatentConstraint constraint, Span<float> latents, int size, ulong seed, RandomPurpose purpose)
    {
        for (int i = 0; i < latents.Length / size; i++)
        {
            Span<float> z = latents.Slice(i * size, size);
            new RandomStream(seed, purpose, (uint)i).FillNormal(z);
            TensorPrimitives.Divide(z, TensorPrimitives.Norm<float>(z), z);
            if (constraint == LatentConstraint.Sphere)
                continue;
            // From a direction to a point of the ball: the k-th power of the radius is uniform.
            double radius = Math.Pow(new RandomStream(seed, purpose, (uint)i, row: 1).Uniform(0), 1.0 / size);
            TensorPrimitives.Multiply(z, (float)radius, z);
        }
    }
}
