using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>Where a continuous latent z may lie.</summary>
internal enum LatentDomainKind
{
    /// <summary>‖z‖ = 1.</summary>
    Sphere = 0,

    /// <summary>‖z‖ ≤ 1.</summary>
    Ball = 1,

    /// <summary>Each value in [lower, upper].</summary>
    Box = 2,

    /// <summary>Anywhere.</summary>
    Free = 3,
}

/// <summary>Where a continuous latent z may lie, and the penalty R(z) = ½α‖z‖² on it.</summary>
internal sealed record LatentDomain
{
    private LatentDomain(LatentDomainKind region, float lower, float upper, float penalty)
    {
        Region = region;
        Lower = lower;
        Upper = upper;
        Penalty = penalty;
    }

    public static LatentDomain Sphere { get; } = new(LatentDomainKind.Sphere, -1, 1, 0);

    public static LatentDomain Ball { get; } = new(LatentDomainKind.Ball, -1, 1, 0);

    /// <param name="constraint">Where z may lie.</param>
    /// <param name="penalty">α of a free latent's prior; others have none.</param>
    public static LatentDomain Of(LatentConstraint constraint, float penalty) => constraint switch
    {
        LatentConstraint.Sphere => Sphere,
        LatentConstraint.Ball => Ball,
        _ => Free(penalty),
    };

    public LatentDomainKind Region { get; }

    /// <summary>The least value of z, in a box.</summary>
    public float Lower { get; }

    /// <summary>The greatest value of z, in a box.</summary>
    public float Upper { get; }

    /// <summary>α, at least 0.</summary>
    public float Penalty { get; }

    public static LatentDomain Box(float lower, float upper, float penalty = 0)
    {
        if (!(lower < upper && float.IsFinite(lower) && float.IsFinite(upper)))
            throw new ArgumentOutOfRangeException(nameof(upper), upper, "The bounds must be finite and in order.");
        return new(LatentDomainKind.Box, lower, upper, CheckPenalty(penalty));
    }

    public static LatentDomain Free(float penalty) => new(LatentDomainKind.Free, float.NegativeInfinity, float.PositiveInfinity, CheckPenalty(penalty));

    /// <summary>z ← the point of the region next to it.</summary>
    public void Project(Span<float> z)
    {
        if (Region == LatentDomainKind.Free)
            return;
        if (Region == LatentDomainKind.Box)
        {
            TensorPrimitives.Max(z, Lower, z);
            TensorPrimitives.Min(z, Upper, z);
        }
        else
        {
            float norm = TensorPrimitives.Norm<float>(z);
            // Every point of the sphere is next to its centre.
            if (norm == 0 && Region == LatentDomainKind.Sphere)
                z[0] = 1;
            else if (norm > 1 || Region == LatentDomainKind.Sphere)
                TensorPrimitives.Divide(z, norm, z);
        }
    }

    /// <summary>Adds ∂R/∂z to a gradient at z, and leaves of it what lies in the tangent plane, where the region is a surface.</summary>
    public void ToTangent(ReadOnlySpan<float> z, Span<float> gradient)
    {
        if (Penalty > 0)
            TensorPrimitives.MultiplyAdd(z, Penalty, gradient, gradient);
        if (Region == LatentDomainKind.Sphere)
            TensorPrimitives.MultiplyAdd(z, -TensorPrimitives.Dot(z, gradient), gradient, gradient);
    }

    /// <summary>What length is of the order of the region, for latents of so many values.</summary>
    public float SizeOf(int latentSize) => Region switch
    {
        LatentDomainKind.Box => 0.5f * (Upper - Lower) * MathF.Sqrt(latentSize),
        LatentDomainKind.Free => MathF.Sqrt(latentSize),
        _ => 1,
    };

    /// <summary>R(z).</summary>
    public float PenaltyOf(ReadOnlySpan<float> z) => Penalty == 0 ? 0 : 0.5f * Penalty * TensorPrimitives.SumOfSquares(z);

    /// <summary>Draws latents uniformly, or free ones from a standard normal; each has streams of its own, so that the first do not depend on how many there are.</summary>
    public void Draw(Span<float> latents, int size, ulong seed, RandomPurpose purpose)
    {
        for (int i = 0; i < latents.Length / size; i++)
        {
            Span<float> z = latents.Slice(i * size, size);
            var stream = new RandomStream(seed, purpose, (uint)i);
            if (Region == LatentDomainKind.Box)
            {
                stream.FillUniform(z);
                TensorPrimitives.Multiply(z, Upper - Lower, z);
                TensorPrimitives.Add(z, Lower, z);
                Project(z);
                continue;
            }
            stream.FillNormal(z);
            if (Region == LatentDomainKind.Free)
                continue;
            TensorPrimitives.Divide(z, TensorPrimitives.Norm<float>(z), z);
            if (Region == LatentDomainKind.Sphere)
                continue;
            // From a direction to a point of the ball: the k-th power of the radius is uniform.
            double radius = Math.Pow(new RandomStream(seed, purpose, (uint)i, row: 1).Uniform(0), 1.0 / size);
            TensorPrimitives.Multiply(z, (float)radius, z);
        }
    }

    private static float CheckPenalty(float penalty)
        => penalty >= 0 && float.IsFinite(penalty) ? penalty
            : throw new ArgumentOutOfRangeException(nameof(penalty), penalty, "The penalty must be finite and at least 0.");
}
