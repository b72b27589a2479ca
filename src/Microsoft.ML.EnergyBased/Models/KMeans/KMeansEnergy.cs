using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>
/// K-means as a latent-variable energy: E(y, z) = ‖y − Wz‖² with z one-hot over K prototypes (the rows of
/// <see cref="Prototypes"/>), and the free energy F_β(y) = −(1/β) log Σ_z e^{−βE(y,z)}, which at β = ∞ is min_z E.
/// </summary>
/// <remarks>
/// <para>
/// Every E(y, z) that is reported, and every comparison that decides a winner, is the sum of the squared
/// differences themselves. Data far from the origin therefore loses nothing to cancellation, and the energy, the
/// winner and the scores of a row agree to the bit. Of equal energies the prototype of lowest index wins.
/// </para>
/// <para>
/// A row that holds an infinity has energy NaN, winner −1 and NaN in every other output; its neighbours
/// are untouched. One with NaN does so too, unless <see cref="MissingValues"/> is Learn: then E(y, z) is the sum over its observed
/// values times d over their number, so that rows that observe little compare with those that observe much, and β means the same.
/// What is not observed has a share and a gradient of 0; a row with nothing observed has no energy. A finite row whose energies are beyond Single has the energy +∞ and the first of its prototypes of equal
/// energy as winner. The energy is immutable and may be used from any number of threads at once.
/// </para>
/// <para>
/// Source: LeCun and Canziani, NYU Deep Learning, week 7, "Latent variable EBM example: K-means"; the free energy
/// is that of LeCun et al., "A Tutorial on Energy-Based Learning" (2006), section 5.
/// </para>
/// </remarks>
public sealed partial class KMeansEnergy : IDifferentiableEnergy, IReconstructingEnergy, IFeatureEnergy
{
    private readonly float[] _prototypes;
    private readonly NearestPrototype _nearest;

    /// <param name="prototypes">K × d values, row-major; copied.</param>
    /// <param name="numberOfPrototypes">K, at least 1.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="inverseTemperature">β in (0, ∞].</param>
    /// <param name="missing">Whether rows may be incomplete.</param>
    internal KMeansEnergy(ReadOnlySpan<float> prototypes, int numberOfPrototypes, int dimension, float inverseTemperature = float.PositiveInfinity, MissingValues missing = MissingValues.Skip)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfPrototypes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (!(inverseTemperature > 0))
            throw new ArgumentOutOfRangeException(nameof(inverseTemperature), inverseTemperature, "The inverse temperature must be above 0 (infinity for the minimum itself).");
        if (prototypes.Length != (long)numberOfPrototypes * dimension)
            throw new ArgumentException($"Expected {(long)numberOfPrototypes * dimension} values ({numberOfPrototypes} prototypes × {dimension}), got {prototypes.Length}.", nameof(prototypes));
        if (!VectorMath.IsFinite(prototypes))
            throw new ArgumentException("A prototype holds NaN or an infinity.", nameof(prototypes));

        _prototypes = prototypes.ToArray();
        Dimension = dimension;
        NumberOfPrototypes = numberOfPrototypes;
        InverseTemperature = inverseTemperature;
        MissingValues = missing;
        _nearest = new NearestPrototype(_prototypes, numberOfPrototypes, dimension);
    }

    /// <summary>d, the number of values in a row.</summary>
    public int Dimension { get; }

    /// <summary>K, the number of values that the latent can take.</summary>
    public int NumberOfPrototypes { get; }

    /// <summary>β in (0, ∞]; ∞ makes the free energy the minimum over the latent.</summary>
    public float InverseTemperature { get; }

    /// <summary>Whether a row may be incomplete: then its energy is that of its observed values, NaN being none.</summary>
    public MissingValues MissingValues { get; }

    /// <summary>W: K × d values, one prototype a row.</summary>
    public ReadOnlySpan<float> Prototypes => _prototypes;

    private bool IsMinimum => float.IsPositiveInfinity(InverseTemperature);

    /// <summary>Computes F_β(y) for each row: at β = ∞ min_z ‖y − Wz‖², otherwise −(1/β) log Σ_z e^{−βE(y,z)}.</summary>
    /// <remarks>
    /// At finite β the least energy is taken out of the sum, which is made in double, so that it neither overflows
    /// nor vanishes: F_β → F_∞ as β → ∞, and F_β + ln K/β → the mean of E over z as β → 0.
    /// </remarks>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        if (IsMinimum)
            Find(rows, default, energies);
        else
            FreeEnergy(rows, new EnergyOutputs { Energies = energies });
    }

    /// <summary>Infers the latent of each row: the winner z* = argmin_z E(y, z) and its energy E(y, z*), whatever β is.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="winners"/>.</param>
    /// <param name="winners">Receives the index of the winning prototype, from 0; −1 for a row that holds NaN or an infinity.</param>
    /// <param name="minimumEnergies">Receives min_z E; NaN for such a row.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Infer(ReadOnlySpan<float> rows, Span<int> winners, Span<float> minimumEnergies)
    {
        SpanChecks.CheckLength(rows.Length, winners.Length, Dimension);
        SpanChecks.CheckLength(minimumEnergies.Length, winners.Length, 1);
        Find(rows, winners, minimumEnergies);
    }

    /// <summary>Computes E(y, z) of each row for every prototype; the least of them is <see cref="Energy"/> at β = ∞, to the bit.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="scores">Receives count × K energies; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Scores(ReadOnlySpan<float> rows, Span<float> scores)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(scores.Length, count, NumberOfPrototypes);
        for (var i = 0; i < count; i++)
            RowScores(rows.Slice(i * Dimension, Dimension), scores.Slice(i * NumberOfPrototypes, NumberOfPrototypes));
    }

    /// <summary>
    /// Computes the latent of each row, P(z|y) = e^{−βE(y,z)} / Σ e^{−βE(y,z')}: how much each prototype explains it. The
    /// values sum to 1; at β = ∞ the winner has them all.
    /// </summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="latents">Receives count × K values in [0, 1]; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Latent(ReadOnlySpan<float> rows, Span<float> latents)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(latents.Length, count, NumberOfPrototypes);
        Compute(rows, new EnergyOutputs { Latents = latents });
    }

    /// <summary>Computes the share of each feature in the energy; the shares of a row sum to <see cref="Energy"/>.</summary>
    /// <remarks>
    /// At β = ∞ the share of feature j is (y_j − w_j)², w being the winner. At finite β the free energy is the mean
    /// energy under r = P(z|y) less the entropy of r over β; the share of feature j is
    /// Σ_z r_z (y_j − w_zj)² − H(r)/(βd): its own part of the mean energy, and an equal part of the entropy, which
    /// belongs to the latent and to no feature. Such a share can be negative, as F_β itself can.
    /// </remarks>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives count × d shares; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(shares.Length, count, Dimension);
        Compute(rows, new EnergyOutputs { FeatureEnergies = shares });
    }

    /// <summary>Reconstructs each row: Wz*, the winning prototype, at β = ∞; at finite β the mean of Wz over P(z|y).</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="reconstructions">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(reconstructions.Length, count, Dimension);
        Compute(rows, new EnergyOutputs { Reconstructions = reconstructions });
    }

    /// <summary>Computes F_β and its gradient ∂F_β/∂y = 2(y − m), m being the reconstruction of y.</summary>
    /// <remarks>At β = ∞ the minimum has no gradient where two prototypes tie; the one of the reported winner is given there.</remarks>
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

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString()
        => FormattableString.Invariant($"KMeansEnergy(K = {NumberOfPrototypes}, d = {Dimension}, β = {(IsMinimum ? "∞" : InverseTemperature)})");
}
