using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

/// <summary>
/// The squared distance to a flat of low dimension: E(y, z) = ‖(y − μ) − Wz‖², W having orthonormal columns. Its minimum
/// over z is at z* = Wᵀ(y − μ), so that F(y) = ‖(y − μ) − WWᵀ(y − μ)‖². If <see cref="Probabilistic"/>, the same flat with a
/// prior over z and noise about it: F(y) = −ln N(y; μ, WΛWᵀ + σ²I).
/// </summary>
/// <remarks>
/// <para>
/// The energy is the sum of the squared residuals themselves, and these are made of differences to μ: data far from the
/// origin loses nothing to cancellation. z being free, F_β differs from F by a constant alone, so that
/// <see cref="InverseTemperature"/> is ∞.
/// </para>
/// <para>
/// The probabilistic form has z ~ N(0, Λ) and y ~ N(μ + Wz, σ²I), where σ² is <see cref="NoiseVariance"/>, Λ the explained
/// variances less σ², and F the marginal of E(y, z) = −ln p(y, z) at β = 1, in nats. So a row is also odd that lies in the
/// subspace and far from μ, and one unit along a direction counts by how far rows vary along it. z* is the posterior mean,
/// Λ(Λ + σ²)⁻¹Wᵀ(y − μ). Completion goes by this form whatever the energy is.
/// </para>
/// <para>
/// A row that holds NaN or an infinity gives NaN in every output; its neighbours are untouched. A finite row whose
/// energy is beyond Single has energy +∞. The energy is immutable and may be used from any number of threads at once.
/// </para>
/// <para>
/// Source: Pearson, "On lines and planes of closest fit to systems of points in space" (1901); as the first of the seven
/// strategies, LeCun and Canziani, NYU Deep Learning, week 7. The probabilistic form: Tipping and Bishop, "Probabilistic
/// principal component analysis", Journal of the Royal Statistical Society B 61 (1999).
/// </para>
/// </remarks>
public sealed partial class PrincipalSubspaceEnergy : ILatentEnergy, IDifferentiableEnergy, ICompletingEnergy, IFeatureEnergy, IEncodingEnergy
{
    private const int RowsPerBlock = 256;

    // μ as it is, and as two Singles whose sum it is to 48 bits: far from the origin the first alone is off by as much as rows are.
    private readonly double[] _mean;
    private readonly float[] _offset;
    private readonly float[] _remainder;
    private readonly float[] _components;
    private readonly double[] _explainedVariances;
    private readonly double[] _priorVariances;
    private readonly Likelihood? _likelihood;
    private readonly PackedMatrix _encoder = new();
    private readonly PackedMatrix _decoder = new();

    /// <param name="mean">μ, d values; copied.</param>
    /// <param name="components">W transposed: r × d values, one component a row, orthonormal; copied.</param>
    /// <param name="explainedVariances">The variance of the training rows along each component.</param>
    /// <param name="totalVariance">The variance of the training rows, summed over the features.</param>
    /// <param name="probabilistic">Whether F is the negative log-likelihood of the probabilistic form; then the total variance is above 0.</param>
    internal PrincipalSubspaceEnergy(
        ReadOnlySpan<double> mean, ReadOnlySpan<float> components, ReadOnlySpan<double> explainedVariances, double totalVariance,
        bool probabilistic = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(mean.Length, nameof(mean));
        ArgumentOutOfRangeException.ThrowIfZero(explainedVariances.Length, nameof(explainedVariances));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(explainedVariances.Length, mean.Length, nameof(explainedVariances));
        Dimension = mean.Length;
        NumberOfComponents = explainedVariances.Length;
        SpanChecks.CheckLength(components.Length, NumberOfComponents, Dimension);
        _mean = mean.ToArray();
        _offset = Array.ConvertAll(_mean, value => (float)value);
        _remainder = [.. _mean.Zip(_offset, (value, offset) => (float)(value - offset))];
        if (!VectorMath.IsFinite(_offset) || !VectorMath.IsFinite(components))
            throw new ArgumentException("A component or the mean holds NaN or an infinity.", nameof(components));

        _components = components.ToArray();
        _explainedVariances = explainedVariances.ToArray();
        TotalVariance = totalVariance;
        NoiseVariance = Noise();
        _priorVariances = Array.ConvertAll(_explainedVariances, variance => Math.Max(0, variance - NoiseVariance));
        if (probabilistic)
            _likelihood = new Likelihood(this);
        _encoder.PackTransposed(_components, NumberOfComponents, Dimension);
        _decoder.Pack(_components, NumberOfComponents, Dimension);
    }

    /// <summary>d, the number of values in a row.</summary>
    public int Dimension { get; }

    /// <summary>r, the dimension of the subspace: the number of values in a latent.</summary>
    public int NumberOfComponents { get; }

    /// <summary>μ: the mean of the training rows, d values.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Wᵀ: r × d values, one component a row, orthonormal and in falling order of the variance they explain.</summary>
    /// <remarks>The value of greatest magnitude in each component is positive.</remarks>
    public ReadOnlySpan<float> Components => _components;

    /// <summary>The variance (by the number of rows) of the training rows along each component: the greatest eigenvalues of their covariance.</summary>
    public ReadOnlySpan<double> ExplainedVariances => _explainedVariances;

    /// <summary>The variance of the training rows summed over the features; what is not explained is their mean energy.</summary>
    public double TotalVariance { get; }

    /// <summary>Whether F is −ln N(y; μ, WΛWᵀ + σ²I), and not the squared distance.</summary>
    public bool Probabilistic => _likelihood is not null;

    /// <summary>∞: the free energy is the minimum over z. 1 if <see cref="Probabilistic"/>: it is the marginal.</summary>
    public float InverseTemperature => Probabilistic ? 1 : float.PositiveInfinity;

    int ILatentEnergy.LatentSize => NumberOfComponents;

    int IDecodingEnergy.LatentSize => NumberOfComponents;

    /// <summary>Computes F for each row: ‖(y − μ) − WWᵀ(y − μ)‖², or −ln N(y; μ, WΛWᵀ + σ²I).</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies });
    }

    /// <summary>Computes F and its gradient: twice the residual, 2((y − μ) − WWᵀ(y − μ)), or (WΛWᵀ + σ²I)⁻¹(y − μ).</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row, the same bits as <see cref="Energy"/>.</param>
    /// <param name="gradients">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        SpanChecks.CheckLength(gradients.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies, Gradients = gradients });
    }

    /// <summary>Reconstructs each row: the point of the subspace next to it, μ + WWᵀ(y − μ), or that of the posterior mean, μ + Wz*.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="reconstructions">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(reconstructions.Length, count, Dimension);
        Compute(rows, new EnergyOutputs { Reconstructions = reconstructions });
    }

    /// <summary>Decodes latents: μ + Wz, any point of the subspace.</summary>
    /// <param name="latents">count × r values.</param>
    /// <param name="rows">Receives count × d values; NaN throughout where the latent holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> latents, Span<float> rows)
    {
        var count = SpanChecks.Count(latents, NumberOfComponents);
        SpanChecks.CheckLength(rows.Length, count, Dimension);
        MatrixProduct.Multiply(latents, count, _decoder, rows, bias: _offset);
        SpanChecks.SpoilBadRows(latents, NumberOfComponents, rows, Dimension);
    }

    /// <summary>Encodes rows: z* = Wᵀ(y − μ), or the posterior mean, which is what <see cref="Infer"/> finds.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="codes">Receives count × r values; NaN throughout where the row holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Encode(ReadOnlySpan<float> rows, Span<float> codes)
    {
        SpanChecks.CheckLength(codes.Length, SpanChecks.Count(rows, Dimension), NumberOfComponents);
        Compute(rows, new EnergyOutputs { Latents = codes });
    }

    /// <summary>Finds the latent z* = Wᵀ(y − μ) of each row, or the posterior mean of z, in closed form.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="energies">Receives F of each row; or empty.</param>
    /// <param name="latents">Receives count × r values; or empty.</param>
    /// <param name="reconstructions">Receives count × d values; or empty.</param>
    /// <param name="searches">Receives how the search of each row went; or empty.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Infer(
        ReadOnlySpan<float> rows, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckRoom(energies.Length, count, 1);
        SpanChecks.CheckRoom(latents.Length, count, NumberOfComponents);
        SpanChecks.CheckRoom(reconstructions.Length, count, Dimension);
        SpanChecks.CheckRoom(searches.Length, count, 1);
        Compute(rows, new EnergyOutputs { Energies = energies, Latents = latents, Reconstructions = reconstructions });
        for (var i = 0; i < searches.Length; i++)
            searches[i] = VectorMath.IsFinite(rows.Slice(i * Dimension, Dimension)) ? LatentSearch.Exact : LatentSearch.None;
    }

    /// <summary>
    /// Computes the share of each feature: the square of its residual; the shares of a row sum to <see cref="Energy"/> up to
    /// rounding. If <see cref="Probabilistic"/>, F(y) less the least F with that feature free: g²/2P, g being its gradient and
    /// P its value on the diagonal of (WΛWᵀ + σ²I)⁻¹. These are at least 0 and do not sum to F.
    /// </summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives count × d shares; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        SpanChecks.CheckLength(shares.Length, SpanChecks.Count(rows, Dimension), Dimension);
        Compute(rows, new EnergyOutputs { FeatureEnergies = shares });
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"PrincipalSubspaceEnergy(d = {Dimension}, r = {NumberOfComponents}{(Probabilistic ? ", probabilistic" : "")}, explained {ExplainedShare:P1})");

    private double ExplainedShare => TotalVariance > 0 ? Math.Min(1, TensorPrimitives.Sum<double>(_explainedVariances) / TotalVariance) : 1;
}
