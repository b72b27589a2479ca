using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Samplers;

/// <summary>A density q(y) of known normalisation that independent points are drawn from: for importance weights, noise and annealing.</summary>
public abstract class Proposal
{
    private protected Proposal()
    {
    }

    /// <summary>The number of values that the parameters fix, or 1 where one value serves every coordinate of any space.</summary>
    public abstract int Dimension { get; }

    /// <summary>Independent normals.</summary>
    /// <param name="means">The mean of each coordinate, or one for all.</param>
    /// <param name="standardDeviations">The standard deviation of each coordinate, or one for all; above 0.</param>
    /// <returns>The proposal.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static Proposal Gaussian(ReadOnlySpan<float> means, ReadOnlySpan<float> standardDeviations) => new GaussianProposal(means.ToArray(), standardDeviations.ToArray());

    /// <summary>Uniform on a box.</summary>
    /// <param name="minimum">The least value of each coordinate, or one for all.</param>
    /// <param name="maximum">The greatest value of each coordinate, or one for all; above the least.</param>
    /// <returns>The proposal.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public static Proposal Uniform(ReadOnlySpan<float> minimum, ReadOnlySpan<float> maximum) => new UniformProposal(minimum.ToArray(), maximum.ToArray());

    /// <summary>The independent normals with the means and standard deviations of the rows; a constant column gets the standard deviation <paramref name="least"/>.</summary>
    internal static Proposal Fitted(double[] means, double[] variances, float least = 1e-3f) => new GaussianProposal(
        Array.ConvertAll(means, mean => (float)mean), Array.ConvertAll(variances, variance => Math.Max((float)Math.Sqrt(variance), least)));

    /// <summary>Draws rows; value i of the stream makes value i of <paramref name="rows"/>, offset by <paramref name="start"/>.</summary>
    internal abstract void Draw(RandomStream stream, long start, int dimension, Span<float> rows);

    /// <summary>log q(y) of each row; −∞ where q is 0.</summary>
    internal abstract void LogDensity(ReadOnlySpan<float> rows, int dimension, Span<double> logDensities);

    /// <summary>Adds −scale · ∂log q/∂y to each row of gradients.</summary>
    internal abstract void AddGradient(ReadOnlySpan<float> rows, int dimension, float scale, Span<float> gradients);

    /// <summary>Throws unless the proposal lives in a space of <paramref name="dimension"/> coordinates.</summary>
    internal void CheckDimension(int dimension, string name)
    {
        if (Dimension != 1 && Dimension != dimension)
            throw new ArgumentException($"The proposal has {Dimension} coordinates, the energy {dimension}.", name);
    }

    private protected static void CheckFinite(ReadOnlySpan<float> values, string name)
    {
        if (values.IsEmpty)
            throw new ArgumentException("There must be at least one value.", name);
        if (!VectorMath.IsFinite(values))
            throw new ArgumentOutOfRangeException(name, "The values must be finite.");
    }

    private protected static int CommonLength(int left, int right, string name)
        => left == right || right == 1 ? left : left == 1 ? right : throw new ArgumentException($"Expected 1 or {left} values, got {right}.", name);
}
