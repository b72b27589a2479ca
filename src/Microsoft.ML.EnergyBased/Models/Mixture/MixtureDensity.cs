namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// A Gaussian mixture as its energies need it: E(y, z) = −ln π_z − ln N(y; μ_z, Σ_z) and what follows from it, in double.
/// What is kept of a covariance is the business of those that derive from it.
/// </summary>
internal abstract class MixtureDensity
{
    /// <summary>Rows that <see cref="Energies"/> takes at a time, at the most.</summary>
    public const int RowsPerBlock = 64;

    /// <summary>What the covariances are.</summary>
    public abstract MixtureCovariance Covariance { get; }

    /// <summary>K.</summary>
    public int Count => Weights.Length;

    /// <summary>d.</summary>
    public abstract int Dimension { get; }

    /// <summary>π: K shares, at least 0, whose sum is 1.</summary>
    public abstract double[] Weights { get; }

    /// <summary>μ: K × d values.</summary>
    public abstract double[] Means { get; }

    public bool IsFull => Covariance == MixtureCovariance.Full;

    /// <summary>Writes μ_z.</summary>
    public abstract void Mean(int z, Span<double> mean);

    /// <summary>Writes Σ_z s_z μ_z.</summary>
    public abstract void WeightedMean(ReadOnlySpan<double> shares, Span<double> mean);

    /// <summary>Writes the variance of each value in a component.</summary>
    public abstract void Variances(int z, Span<double> variances);

    /// <summary>Σ_z: d × d values.</summary>
    public abstract double[] CovarianceOf(int z);

    /// <summary>E(y, z) at y = μ_z.</summary>
    public abstract double Constant(int z);

    /// <summary>E(y, z) of each row for each z. A row by itself and in a block give the same bits.</summary>
    /// <param name="rows">At most <see cref="RowsPerBlock"/> rows of d values.</param>
    /// <param name="energies">Receives count × K values.</param>
    public abstract void Energies(ReadOnlySpan<float> rows, Span<double> energies);

    /// <summary>Adds share·Σ_z⁻¹(y − μ_z), the gradient of E(y, z).</summary>
    /// <param name="z">The component.</param>
    /// <param name="share">What it counts for.</param>
    /// <param name="row">y.</param>
    /// <param name="sum">Is added to; d values.</param>
    /// <param name="scratch">Room for 2d values.</param>
    public abstract void AddGradient(int z, double share, ReadOnlySpan<float> row, Span<double> sum, Span<double> scratch);

    /// <summary>Adds share·Σ_z⁻¹ of a difference y − μ_z.</summary>
    public abstract void AddGradient(int z, double share, ReadOnlySpan<double> difference, Span<double> sum, Span<double> scratch);

    /// <summary>What a component says of the values of a row that are not observed, P being their block of Σ_z⁻¹.</summary>
    /// <param name="z">The component.</param>
    /// <param name="row">y, NaN where it is not observed.</param>
    /// <param name="places">Where that is.</param>
    /// <param name="pull">Receives P(m − μ_z), m being the conditional mean.</param>
    /// <param name="precision">Receives P: a matrix of full covariances, its diagonal of others.</param>
    /// <param name="scratch">Room for 2d values.</param>
    /// <returns>(y − μ_z)ᵀΣ_z⁻¹(y − μ_z) with μ_z where nothing is observed.</returns>
    public abstract double Condition(
        int z, ReadOnlySpan<float> row, ReadOnlySpan<int> places, Span<double> pull, Span<double> precision, Span<double> scratch);

    /// <summary>Makes d unit normals a difference y − μ_z of the component, in place.</summary>
    public abstract void Colour(int z, Span<double> u);
}
