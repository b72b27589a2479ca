using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

/// <summary>The set that a latent z is sought in: some branches, a box, or the unit circle. Immutable.</summary>
public sealed class LatentSet
{
    /// <summary>The most branches of a discrete latent.</summary>
    public const int MaximumBranches = 4096;

    /// <summary>The most values of a continuous latent.</summary>
    public const int MaximumDimension = 64;

    private LatentSet(LatentForm form, int size, int coordinates, float minimum, float maximum, float penalty)
    {
        Form = form;
        Size = size;
        Coordinates = coordinates;
        Minimum = minimum;
        Maximum = maximum;
        Penalty = penalty;
    }

    /// <summary>The number of values of z: one a branch of a discrete latent, 2 of the circle.</summary>
    public int Size { get; }

    /// <summary>Whether z is one of some branches, written one-hot.</summary>
    public bool IsDiscrete => Form == LatentForm.Discrete;

    /// <summary>α of the penalty R(z) = ½α‖z‖².</summary>
    public float Penalty { get; }

    /// <summary>R(z).</summary>
    internal float PenaltyOf(ReadOnlySpan<float> z) => Penalty == 0 ? 0 : Penalty / 2 * TensorPrimitives.SumOfSquares(z);

    internal LatentForm Form { get; }

    /// <summary>How many coordinates a continuous z has: its values, or the angle; 0 of a discrete one.</summary>
    internal int Coordinates { get; }

    /// <summary>The least value of each coordinate.</summary>
    internal float Minimum { get; }

    /// <summary>The greatest value of each coordinate.</summary>
    internal float Maximum { get; }

    /// <summary>Whether the greatest coordinate is the least again.</summary>
    internal bool IsPeriodic => Form == LatentForm.Circle;

    /// <summary>z is one of K branches, one-hot: K answers, found by enumeration.</summary>
    /// <param name="branches">K, in [1, <see cref="MaximumBranches"/>].</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">K is out of its range.</exception>
    public static LatentSet Discrete(int branches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(branches, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(branches, MaximumBranches);
        return new LatentSet(LatentForm.Discrete, branches, 0, 0, 1, 0);
    }

    /// <summary>Each value of z lies in an interval: the answers fill a curve, a sheet, ...</summary>
    /// <param name="dimension">The number of values, in [1, <see cref="MaximumDimension"/>].</param>
    /// <param name="minimum">The least value, finite.</param>
    /// <param name="maximum">The greatest value, finite and above <paramref name="minimum"/>.</param>
    /// <param name="penalty">α of R(z) = ½α‖z‖², which the energy of each answer has added; finite and at least 0.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range or NaN.</exception>
    public static LatentSet Continuous(int dimension = 1, float minimum = -1, float maximum = 1, float penalty = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaximumDimension);
        if (!float.IsFinite(minimum))
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "The least value must be finite.");
        if (!(maximum > minimum) || !float.IsFinite(maximum - minimum))
            throw new ArgumentOutOfRangeException(nameof(maximum), maximum, "The greatest value must be finite and above the least.");
        if (!(penalty >= 0) || float.IsInfinity(penalty))
            throw new ArgumentOutOfRangeException(nameof(penalty), penalty, "The penalty must be finite and at least 0.");
        return new LatentSet(LatentForm.Box, dimension, dimension, minimum, maximum, penalty);
    }

    /// <summary>z = (cos t, sin t): the answers fill a closed curve.</summary>
    /// <returns>The set.</returns>
    public static LatentSet Circle() => new(LatentForm.Circle, 2, 1, 0, 2 * MathF.PI, 0);

    /// <summary>
    /// Values of z spread over the set: each branch, in order; an interval from end to end, or the circle once round, in
    /// equal steps; the points (½ + i·a) mod 1 of a box of more dimensions, whose gaps shrink evenly however many are taken.
    /// </summary>
    /// <remarks>
    /// a_j = φ⁻ʲ, where φ is the positive root of φ^(d+1) = φ + 1 (Roberts, "The Unreasonable Effectiveness of Quasirandom
    /// Sequences", 2018).
    /// </remarks>
    /// <param name="count">How many, at least 1; as many as branches of a discrete latent.</param>
    /// <returns>count × <see cref="Size"/> values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of its range.</exception>
    public float[] Spread(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        float[] latents = new float[checked(count * Size)];
        if (IsDiscrete)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(count, Size);
            for (int branch = 0; branch < count; branch++)
                latents[(branch * Size) + branch] = 1;
            return latents;
        }

        float[] coordinates = SpreadCoordinates(count);
        ToLatents(coordinates, latents);
        return latents;
    }

    /// <summary>The coordinates of <see cref="Spread"/>.</summary>
    internal float[] SpreadCoordinates(int count)
    {
        float[] coordinates = new float[count * Coordinates];
        double width = (double)Maximum - Minimum;
        if (Coordinates == 1)
        {
            // Both ends of an interval; the end of a circle is its beginning.
            int parts = IsPeriodic ? count : count - 1;
            for (int i = 0; i < count; i++)
                coordinates[i] = parts == 0 ? (float)(Minimum + (width / 2)) : (float)(Minimum + (width * i / parts));
            return coordinates;
        }

        Span<double> steps = stackalloc double[Coordinates];
        QuasiRandom.Steps(steps);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < Coordinates; j++)
                coordinates[(i * Coordinates) + j] = (float)(Minimum + (width * QuasiRandom.Value(steps[j], i)));
        }
        return coordinates;
    }

    /// <summary>The z of each point given by its coordinates.</summary>
    internal void ToLatents(ReadOnlySpan<float> coordinates, Span<float> latents)
    {
        if (Form != LatentForm.Circle)
        {
            coordinates.CopyTo(latents);
            return;
        }
        for (int i = 0; i < coordinates.Length; i++)
        {
            (double sine, double cosine) = Math.SinCos(coordinates[i]);
            latents[2 * i] = (float)cosine;
            latents[(2 * i) + 1] = (float)sine;
        }
    }

    /// <summary>Says what the set is.</summary>
    public override string ToString() => Form switch
    {
        LatentForm.Discrete => FormattableString.Invariant($"Discrete({Size})"),
        LatentForm.Circle => "Circle",
        _ => FormattableString.Invariant($"Continuous({Size} in [{Minimum}, {Maximum}]{(Penalty > 0 ? FormattableString.Invariant($", α = {Penalty}") : "")})"),
    };
}
