using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

/// <summary>
/// The distance to the training rows as a latent-variable energy: E(y, z) = ‖y − y_z‖² with z one of the rows, and
/// F_β(y) = −(1/β) ln[(1/k) Σ wᵢ e^{−β‖y − yᵢ‖²}] over the k nearest, a kernel density as a Gibbs energy (w is 1, or of
/// prototypes their share of the rows over the mean share); or the squared distance to the k-th nearest.
/// </summary>
/// <remarks>
/// <para>
/// Distances are sums of squared differences in Single, of exactly the k nearest rows: data far from the origin loses nothing
/// to cancellation. The energy is in squared units of the features.
/// </para>
/// <para>
/// A row that holds an infinity gives NaN in every output; its neighbours are untouched. One with NaN does so too, unless
/// <see cref="MissingValues"/> is Learn: then ‖y − yᵢ‖² is the sum over the values that both have, times d over their number, as if
/// what is not observed were as far apart as what is (rows that observe little and rows that observe much compare, and β means the same).
/// Features that are not observed have a share and a gradient of 0, and two rows that have no value in common are infinitely far apart. A finite row whose energy is
/// beyond Single has energy +∞. The energy is immutable and may be used from any number of threads at once.
/// </para>
/// <para>
/// Source: Parzen, "On estimation of a probability density function and mode" (1962); Ramaswamy, Rastogi and Shim, "Efficient
/// algorithms for mining outliers from large data sets", SIGMOD 2000 (the k-th distance).
/// </para>
/// </remarks>
public sealed partial class NearestNeighborEnergy : ILatentEnergy, IDifferentiableEnergy, ICompletingEnergy, IFeatureEnergy, ITemperedEnergy
{
    private readonly float[] _points;
    private readonly float[] _weights;
    private readonly NeighborSearch _search;

    /// <param name="points">n × d finite values, or NaN where they are not observed; kept.</param>
    /// <param name="weights">Empty, or one weight a point, positive, of mean 1; kept.</param>
    /// <param name="dimension">d.</param>
    /// <param name="neighbors">k, from 1 to n.</param>
    /// <param name="aggregation">What the energy is.</param>
    /// <param name="inverseTemperature">β, positive and finite; ∞ of the k-th distance.</param>
    /// <param name="missing">Whether rows may be incomplete.</param>
    internal NearestNeighborEnergy(
        float[] points, float[] weights, int dimension, int neighbors, NeighborAggregation aggregation, float inverseTemperature, MissingValues missing = MissingValues.Skip)
        : this(points, weights, new NeighborSearch(points, dimension), neighbors, aggregation, inverseTemperature, missing)
    {
    }

    private NearestNeighborEnergy(
        float[] points, float[] weights, NeighborSearch search, int neighbors, NeighborAggregation aggregation, float inverseTemperature, MissingValues missing)
    {
        if (missing == MissingValues.Skip && !search.IsComplete)
            throw new ArgumentException("A training row holds NaN or an infinity.", nameof(points));
        MissingValues = missing;
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbors, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(neighbors, search.Count);
        if (weights.Length > 0)
            SpanChecks.CheckLength(weights.Length, search.Count, 1);
        if (!(inverseTemperature > 0) || float.IsPositiveInfinity(inverseTemperature) != (aggregation == NeighborAggregation.KthDistance))
            throw new ArgumentOutOfRangeException(nameof(inverseTemperature), inverseTemperature, "The inverse temperature must be positive and finite, and infinite for the k-th distance alone.");
        _points = points;
        _weights = weights;
        _search = search;
        NumberOfNeighbors = neighbors;
        Aggregation = aggregation;
        InverseTemperature = inverseTemperature;
    }

    /// <summary>d, the number of values in a row.</summary>
    public int Dimension => _search.Dimension;

    /// <summary>n, the number of rows, or prototypes, that are kept.</summary>
    public int NumberOfRows => _search.Count;

    /// <summary>k, the number of neighbours that the energy is of.</summary>
    public int NumberOfNeighbors { get; }

    /// <summary>What the energy is, given the distances.</summary>
    public NeighborAggregation Aggregation { get; }

    /// <summary>β in inverse squared units of the features, above 0; ∞ of the k-th distance.</summary>
    public float InverseTemperature { get; }

    /// <summary>Whether a row may be incomplete: then its energy is that of its observed values, NaN being none.</summary>
    public MissingValues MissingValues { get; }

    /// <summary>The rows, or prototypes, that are kept: n × d values, NaN where they are not observed.</summary>
    public ReadOnlySpan<float> Rows => _points;

    /// <summary>Empty, or the weight of each prototype: its share of the training rows over the mean share.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    int ILatentEnergy.LatentSize => NumberOfNeighbors;

    /// <summary>Finds neighbours, as many as are wanted.</summary>
    internal NeighborSearch Search => _search;

    private bool IsKth => Aggregation == NeighborAggregation.KthDistance;

    /// <summary>The same rows at another temperature.</summary>
    /// <param name="inverseTemperature">β, above 0 and finite.</param>
    /// <returns>The energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">β is outside its range.</exception>
    /// <exception cref="NotSupportedException">The energy is the k-th distance, which has no temperature.</exception>
    public NearestNeighborEnergy WithInverseTemperature(float inverseTemperature)
        => IsKth ? throw new NotSupportedException("The distance to the k-th neighbour has no temperature.")
            : new NearestNeighborEnergy(_points, _weights, _search, NumberOfNeighbors, Aggregation, inverseTemperature, MissingValues);

    ITemperedEnergy ITemperedEnergy.WithInverseTemperature(float inverseTemperature) => WithInverseTemperature(inverseTemperature);

    /// <summary>Computes F(y) for each row.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies });
    }

    /// <summary>Computes F and its gradient 2 Σ rᵢ(y − yᵢ), r being P(z|y) among the k nearest, or all on the k-th.</summary>
    /// <remarks>Where neighbours change F has a kink; the gradient of the side that the row is on is given.</remarks>
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

    /// <summary>Computes the share of each feature: Σ rᵢ(y_j − y_ij)², and an equal part of what the spread of r takes off. They sum to F.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        SpanChecks.CheckLength(shares.Length, SpanChecks.Count(rows, Dimension), Dimension);
        Compute(rows, new EnergyOutputs { FeatureEnergies = shares });
    }

    /// <summary>Reconstructs each row: Σ rᵢ yᵢ, the mean of its neighbours by their weights; of the k-th distance their plain mean.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="reconstructions">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        SpanChecks.CheckLength(reconstructions.Length, SpanChecks.Count(rows, Dimension), Dimension);
        Compute(rows, new EnergyOutputs { Reconstructions = reconstructions });
    }

    /// <summary>Finds the weight of each of the k nearest rows, the nearest first: rᵢ ∝ wᵢ e^{−β‖y − yᵢ‖²}, or 1/k each for the k-th distance.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="energies">Receives F of each row; or empty.</param>
    /// <param name="latents">Receives count × k values, which sum to 1; or empty.</param>
    /// <param name="reconstructions">Receives count × d values; or empty.</param>
    /// <param name="searches">Receives how the search of each row went: it is exact; or empty.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Infer(
        ReadOnlySpan<float> rows, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckRoom(energies.Length, count, 1);
        SpanChecks.CheckRoom(latents.Length, count, NumberOfNeighbors);
        SpanChecks.CheckRoom(reconstructions.Length, count, Dimension);
        SpanChecks.CheckRoom(searches.Length, count, 1);
        Compute(rows, new EnergyOutputs { Energies = energies, Latents = latents, Reconstructions = reconstructions, Searches = searches });
    }

    /// <summary>Finds the k nearest rows of each row.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="neighbors">Receives count × k indices among <see cref="Rows"/>, the nearest first and the first of equal ones; −1 throughout a row that holds NaN or an infinity.</param>
    /// <param name="squaredDistances">Receives count × k squared distances; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FindNeighbors(ReadOnlySpan<float> rows, Span<int> neighbors, Span<float> squaredDistances)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(neighbors.Length, count, NumberOfNeighbors);
        SpanChecks.CheckLength(squaredDistances.Length, count, NumberOfNeighbors);
        Find(rows, neighbors, squaredDistances);
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString() => IsKth
        ? FormattableString.Invariant($"NearestNeighborEnergy(n = {NumberOfRows}, d = {Dimension}, k = {NumberOfNeighbors}, k-th distance)")
        : FormattableString.Invariant($"NearestNeighborEnergy(n = {NumberOfRows}, d = {Dimension}, k = {NumberOfNeighbors}, β = {InverseTemperature:G4})");
}
