using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// A mixture of K Gaussians as a latent-variable energy: E(y, z) = −ln π_z − ln N(y; μ_z, Σ_z) with z one-hot, and the
/// free energy F_β(y) = −(1/β) ln Σ_z e^{−βE(y,z)}. F_1 is the negative log-likelihood; at β = ∞ F is min_z E.
/// </summary>
/// <remarks>
/// <para>
/// Energies are made in double, from the differences y − μ_z and the triangular factors of the precisions, and rounded
/// to Single at the end: data far from the origin loses nothing to cancellation.
/// </para>
/// <para>
/// A row that holds an infinity gives NaN in every output; its neighbours are untouched. One with NaN does so too, unless
/// <see cref="MissingValues"/> is Learn: then E(y, z) is −ln π_z − ln N of its observed values, so that F_1 is the negative
/// log-likelihood of what is observed. What is not observed has a share and a gradient of 0; a row with nothing observed has no
/// energy. A finite row whose energy is beyond Single has energy +∞. The energy is immutable and may be used from any number of threads at once.
/// </para>
/// <para>
/// Source: Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm" (1977), section 4.3;
/// as a free energy, LeCun and Canziani, NYU Deep Learning, week 7.
/// </para>
/// </remarks>
public sealed partial class MixtureEnergy : ILatentEnergy, IDifferentiableEnergy, ICompletingEnergy, IGenerativeEnergy, IFeatureEnergy, IDecodingEnergy, ITemperedEnergy
{
    private readonly MixtureDensity _components;

    internal MixtureEnergy(MixtureDensity components, float inverseTemperature = 1, MissingValues missing = MissingValues.Skip)
    {
        if (!(inverseTemperature > 0))
            throw new ArgumentOutOfRangeException(nameof(inverseTemperature), inverseTemperature, "The inverse temperature must be above 0 (infinity for the minimum itself).");
        _components = components;
        InverseTemperature = inverseTemperature;
        MissingValues = missing;
    }

    /// <summary>d, the number of values in a row.</summary>
    public int Dimension => _components.Dimension;

    /// <summary>K, the number of values that the latent can take.</summary>
    public int NumberOfComponents => _components.Count;

    /// <summary>What the covariances are.</summary>
    public MixtureCovariance Covariance => _components.Covariance;

    /// <summary>β in (0, ∞]: 1 makes F the negative log-likelihood, ∞ the minimum over the latent.</summary>
    public float InverseTemperature { get; }

    /// <summary>Whether a row may be incomplete: then its energy is that of its observed values, NaN being none.</summary>
    public MissingValues MissingValues { get; }

    /// <summary>π: K shares that sum to 1.</summary>
    public ReadOnlySpan<double> Weights => _components.Weights;

    /// <summary>μ: K × d values, one mean a row.</summary>
    public ReadOnlySpan<double> Means => _components.Means;

    internal MixtureDensity Components => _components;

    int ILatentEnergy.LatentSize => NumberOfComponents;

    int IDecodingEnergy.LatentSize => NumberOfComponents;

    /// <summary>Gives Σ of one component.</summary>
    /// <param name="component">The component, from 0 to K − 1.</param>
    /// <returns>A copy: d × d values, row-major and symmetric, whatever the kind of the covariances is.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such component.</exception>
    public double[] CovarianceOf(int component)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(component);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(component, NumberOfComponents);
        return _components.CovarianceOf(component);
    }

    /// <summary>The same mixture at another temperature.</summary>
    /// <param name="inverseTemperature">β in (0, ∞].</param>
    /// <returns>The energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">β is outside its range.</exception>
    public MixtureEnergy WithInverseTemperature(float inverseTemperature) => new(_components, inverseTemperature, MissingValues);

    ITemperedEnergy ITemperedEnergy.WithInverseTemperature(float inverseTemperature) => WithInverseTemperature(inverseTemperature);

    /// <summary>Decodes latents: Σ_z z μ_z, of a one-hot z the mean of its component.</summary>
    /// <param name="latents">count × K values.</param>
    /// <param name="rows">Receives count × d values; NaN throughout where the latent holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> latents, Span<float> rows) => SpanChecks.Combine(latents, NumberOfComponents, Means, rows);

    /// <summary>Computes F_β(y) for each row.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row, in nats; NaN for a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies });
    }

    /// <summary>Computes E(y, z) of each row for every component.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="scores">Receives count × K energies; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Scores(ReadOnlySpan<float> rows, Span<float> scores)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(scores.Length, count, NumberOfComponents);
        Compute(rows, new EnergyOutputs { Scores = scores });
    }

    /// <summary>Computes the latent of each row, P(z|y) = e^{−βE(y,z)} / Σ e^{−βE(y,z')}; one-hot at β = ∞.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="latents">Receives count × K values in [0, 1]; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Latent(ReadOnlySpan<float> rows, Span<float> latents)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(latents.Length, count, NumberOfComponents);
        Compute(rows, new EnergyOutputs { Latents = latents });
    }

    /// <summary>Reconstructs each row: Σ_z r_z μ_z with r = P(z|y), which at β = ∞ is the mean of the winner.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="reconstructions">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(reconstructions.Length, count, Dimension);
        Compute(rows, new EnergyOutputs { Reconstructions = reconstructions });
    }

    /// <summary>Computes F_β and its gradient, Σ_z r_z Σ_z⁻¹(y − μ_z).</summary>
    /// <remarks>At β = ∞ the minimum has no gradient where two components tie; that of the first of them is given there.</remarks>
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

    /// <summary>Finds the latent of each row by enumeration: P(z|y) at finite β, one-hot at β = ∞.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="energies">Receives F of each row; or empty.</param>
    /// <param name="latents">Receives count × K values; or empty.</param>
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
        {
            var row = rows.Slice(i * Dimension, Dimension);
            searches[i] = VectorMath.IsFinite(row) || IsIncomplete(row) ? LatentSearch.Exact : LatentSearch.None;
        }
    }

    /// <summary>
    /// Draws independent rows of e^{−βF_β}/Z: that is a mixture again, with covariances Σ_z/β and weights in proportion to
    /// π_z e^{(1 − β) C_z}, where C_z is E(y, z) at the mean of z. At β = 1 it is the mixture that was fitted.
    /// </summary>
    /// <param name="rows">Receives count × d values.</param>
    /// <param name="seed">The seed; the same seed gives the same rows, and row i does not depend on how many are drawn.</param>
    /// <exception cref="ArgumentException">Not a whole number of rows.</exception>
    /// <exception cref="NotSupportedException">β is infinite, where all of the density is at one point.</exception>
    public void Sample(Span<float> rows, long seed)
    {
        var count = SpanChecks.Count(rows, Dimension);
        if (float.IsPositiveInfinity(InverseTemperature))
            throw new NotSupportedException($"{this} draws no rows, since all of its density is at one point: WithInverseTemperature(1) is the mixture that was fitted.");
        var weights = TemperedWeights();
        var total = TensorPrimitives.Sum<double>(weights);
        var spread = 1 / Math.Sqrt(InverseTemperature);
        var buffer = ArrayPool<double>.Shared.Rent(2 * Dimension);
        Span<double> noise = buffer.AsSpan(0, Dimension), mean = buffer.AsSpan(Dimension, Dimension);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Dimension, Dimension);
            var z = Draw(weights, total * new RandomStream((ulong)seed, RandomPurpose.MixtureComponent, 0, (ulong)i).Uniform(0));
            new RandomStream((ulong)seed, RandomPurpose.MixtureNoise, 0, (ulong)i).FillNormal(row);
            for (var j = 0; j < row.Length; j++)
                noise[j] = row[j];
            _components.Colour(z, noise);
            _components.Mean(z, mean);
            for (var j = 0; j < row.Length; j++)
                row[j] = (float)(mean[j] + (spread * noise[j]));
        }
        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>Computes the share of each feature in <see cref="Energy"/>.</summary>
    /// <remarks>
    /// Of diagonal and spherical covariances: the mean of −ln N(y_j; μ_zj, σ²_zj) over r = P(z|y), and an equal part of what belongs
    /// to the latent and to no feature, Σ_z r_z (−ln π_z) − H(r)/β. These shares sum to F_β up to rounding; they can be negative, as F_β can.
    /// Full covariances of more than one feature have no such split: there the share of a feature is F_β(y) less the least F_β with that one feature
    /// free, as <see cref="Complete"/> finds it. These are at least 0.
    /// </remarks>
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
        $"MixtureEnergy(K = {NumberOfComponents}, d = {Dimension}, {Covariance}, β = {(float.IsPositiveInfinity(InverseTemperature) ? "∞" : InverseTemperature)})");

    // ∫ e^{−βE(y, z)} dy = e^{−βC_z} (2π/β)^{d/2} / det A_z, and C_z = ½ d ln 2π − ln π_z − ln det A_z.
    private double[] TemperedWeights()
    {
        var logs = new double[NumberOfComponents];
        for (var z = 0; z < logs.Length; z++)
            logs[z] = Weights[z] == 0 ? double.NegativeInfinity : Math.Log(Weights[z]) + ((1 - (double)InverseTemperature) * _components.Constant(z));
        LogSumExp.Weights(logs, 1, logs, out _);
        return logs;
    }

    /// <summary>The component at which the running sum of the weights passes <paramref name="place"/>.</summary>
    private static int Draw(double[] weights, double place)
    {
        var last = 0;
        for (var z = 0; z < weights.Length; z++)
        {
            if (weights[z] == 0)
                continue;
            last = z;
            place -= weights[z];
            if (place < 0)
                break;
        }
        return last;
    }
}
