using Microsoft.ML.EnergyBased.Latent;

namespace Microsoft.ML.EnergyBased;

/// <summary>The set that a latent z is sought in: some branches, a box, or the unit circle. Immutable.</summary>
public sealed partial class LatentSet
{
    /// <summary>The most branches of a discrete latent.</summary>
    public const int MaximumBranches = 4096;

    /// <summary>The most values of a continuous latent.</summary>
    public const int MaximumDimension = 64;

    private LatentSet(LatentKind kind, int size, int coordinates, float minimum, float maximum, float penalty)
    {
        Kind = kind;
        Size = size;
        Coordinates = coordinates;
        Minimum = minimum;
        Maximum = maximum;
        Penalty = penalty;
    }

    /// <summary>The number of values of z: one a branch of a discrete latent, 2 of the circle.</summary>
    public int Size { get; }

    /// <summary>Whether z is one of some branches, written one-hot.</summary>
    public bool IsDiscrete => Kind == LatentKind.Discrete;

    /// <summary>α of the penalty R(z) = ½α‖z‖².</summary>
    public float Penalty { get; }

    internal LatentKind Kind { get; }

    /// <summary>How many coordinates a continuous z has: its values, or the angle; 0 of a discrete one.</summary>
    internal int Coordinates { get; }

    /// <summary>The least value of each coordinate; −∞ of a free z.</summary>
    internal float Minimum { get; }

    /// <summary>The greatest value of each coordinate; ∞ of a free z.</summary>
    internal float Maximum { get; }

    /// <summary>Whether the greatest coordinate is the least again.</summary>
    internal bool IsPeriodic => Kind == LatentKind.Circle;

    /// <summary>z is one of K branches, one-hot: K answers, found by enumeration.</summary>
    /// <param name="branches">K, in [1, <see cref="MaximumBranches"/>].</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentOutOfRangeException">K is out of its range.</exception>
    public static LatentSet Discrete(int branches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(branches, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(branches, MaximumBranches);
        return new LatentSet(LatentKind.Discrete, branches, 0, 0, 1, 0);
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
        return new LatentSet(LatentKind.Box, dimension, dimension, minimum, maximum, CheckPenalty(penalty));
    }

    /// <summary>z = (cos t, sin t): the answers fill a closed curve.</summary>
    /// <returns>The set.</returns>
    public static LatentSet Circle() => new(LatentKind.Circle, 2, 1, 0, 2 * MathF.PI, 0);

    /// <summary>‖z‖ = 1.</summary>
    internal static LatentSet Sphere(int size) => new(LatentKind.Sphere, size, size, -1, 1, 0);

    /// <summary>‖z‖ ≤ 1.</summary>
    internal static LatentSet Ball(int size) => new(LatentKind.Ball, size, size, -1, 1, 0);

    /// <summary>z lies anywhere; α of R is that of its Gaussian prior.</summary>
    internal static LatentSet Free(int size, float penalty)
        => new(LatentKind.Free, size, size, float.NegativeInfinity, float.PositiveInfinity, CheckPenalty(penalty));

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
        var latents = new float[checked(count * Size)];
        if (IsDiscrete)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(count, Size);
            for (var branch = 0; branch < count; branch++)
                latents[(branch * Size) + branch] = 1;
            return latents;
        }

        var coordinates = SpreadCoordinates(count);
        ToLatents(coordinates, latents);
        return latents;
    }

    private static float CheckPenalty(float penalty)
        => penalty >= 0 && float.IsFinite(penalty) ? penalty
            : throw new ArgumentOutOfRangeException(nameof(penalty), penalty, "The penalty must be finite and at least 0.");

    /// <summary>Says what the set is.</summary>
    public override string ToString() => Kind switch
    {
        LatentKind.Discrete => FormattableString.Invariant($"Discrete({Size})"),
        LatentKind.Circle => "Circle",
        LatentKind.Sphere or LatentKind.Ball or LatentKind.Free => FormattableString.Invariant($"{Kind}({Size}{(Penalty > 0 ? FormattableString.Invariant($", α = {Penalty}") : "")})"),
        _ => FormattableString.Invariant($"Continuous({Size} in [{Minimum}, {Maximum}]{(Penalty > 0 ? FormattableString.Invariant($", α = {Penalty}") : "")})"),
    };
}
