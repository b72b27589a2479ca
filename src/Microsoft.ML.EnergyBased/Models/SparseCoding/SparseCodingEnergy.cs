using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>
/// Sparse coding as a latent-variable energy: E(y, z) = ½‖y − Wz‖² + λ‖z‖₁ over K atoms, the columns of W and the rows of
/// <see cref="Atoms"/>; F_∞(y) = min_z E(y, z), where z may be held non-negative.
/// </summary>
/// <remarks>
/// <para>
/// The minimum over z is a convex problem: its value is unique, and the search ends where the duality gap says that E is
/// within <see cref="Tolerance"/>·½‖y‖² of it. Energies are summed in double, from the differences themselves. The energy
/// is the minimum, so that <see cref="InverseTemperature"/> is ∞; the integral over z that a finite β asks for has no closed
/// form, and <see cref="FreeEnergy"/> estimates it.
/// </para>
/// <para>
/// A row that holds NaN or an infinity has NaN in every output; its neighbours are untouched. A finite row whose search
/// overflows has the energy +∞, and NaN in the other outputs.
/// The energy is immutable and may be used from any number of threads at once. With coordinate descent it holds
/// K² numbers beside the dictionary.
/// </para>
/// <para>
/// Source: Olshausen and Field, "Emergence of simple-cell receptive field properties by learning a sparse code for
/// natural images" (1996); the lecture's sixth strategy: the volume of low energy is bounded by a regulariser of the code.
/// </para>
/// </remarks>
public sealed partial class SparseCodingEnergy : ILatentEnergy, IDifferentiableEnergy, ICompletingEnergy, IFeatureEnergy, IDecodingEnergy
{
    private readonly float[] _atoms;
    private readonly SparseDictionary _dictionary = new();
    private readonly WorkspacePool<SparseSearch> _searches = new(() => new SparseSearch());

    /// <param name="atoms">K × d values, an atom a row; copied.</param>
    /// <param name="numberOfAtoms">K, at least 1.</param>
    /// <param name="dimension">d, at least 1.</param>
    /// <param name="inference">λ, and how codes are searched for.</param>
    internal SparseCodingEnergy(ReadOnlySpan<float> atoms, int numberOfAtoms, int dimension, in SparseInference inference)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfAtoms, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        inference.Validate();
        inference.CheckAtoms(numberOfAtoms, dimension);
        SpanChecks.CheckLength(atoms.Length, numberOfAtoms, dimension);
        if (!VectorMath.IsFinite(atoms))
            throw new ArgumentException("An atom holds NaN or an infinity.", nameof(atoms));

        _atoms = atoms.ToArray();
        Inference = inference;
        NumberOfAtoms = numberOfAtoms;
        Dimension = dimension;
        _dictionary.Update(_atoms, numberOfAtoms, dimension, inference.Algorithm);
    }

    /// <summary>d, the number of values in a row.</summary>
    public int Dimension { get; }

    /// <summary>K, the number of atoms, and of values in a code.</summary>
    public int NumberOfAtoms { get; }

    /// <summary>λ, positive: what a unit of ‖z‖₁ costs.</summary>
    public float Sparsity => Inference.Sparsity;

    /// <summary>Whether codes are held at or above 0.</summary>
    public bool NonNegative => Inference.NonNegative;

    /// <summary>How codes are searched for.</summary>
    public SparseInferenceAlgorithm Algorithm => Inference.Algorithm;

    /// <summary>The duality gap at which a search ends, as a share of ½‖y‖².</summary>
    public float Tolerance => Inference.Tolerance;

    /// <summary>The most passes over the atoms: steps of FISTA, or as many coordinate steps as there are atoms.</summary>
    public int MaximumIterations => Inference.MaximumIterations;

    /// <summary>∞: F is the minimum over z.</summary>
    public float InverseTemperature => float.PositiveInfinity;

    /// <summary>The atoms, columns of W: K × d values, one atom a row.</summary>
    public ReadOnlySpan<float> Atoms => _atoms;

    int ILatentEnergy.LatentSize => NumberOfAtoms;

    int IDecodingEnergy.LatentSize => NumberOfAtoms;

    internal SparseInference Inference { get; }

    /// <summary>Computes F_∞(y) = min_z ½‖y − Wz‖² + λ‖z‖₁ of each row.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies });
    }

    /// <summary>Infers the code z* of each row. One search gives every output whose span is not empty.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="energies">Receives F of each row, the same bits as <see cref="Energy"/>; or empty.</param>
    /// <param name="latents">Receives count × K values, exactly 0 where an atom is not used; or empty.</param>
    /// <param name="reconstructions">Receives Wz*, count × d values; or empty.</param>
    /// <param name="searches">Receives the steps that each search took (of FISTA, or of single coordinates), its duality gap, and whether the gap was reached; or empty.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Infer(
        ReadOnlySpan<float> rows, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckRoom(energies.Length, count, 1);
        SpanChecks.CheckRoom(latents.Length, count, NumberOfAtoms);
        SpanChecks.CheckRoom(reconstructions.Length, count, Dimension);
        SpanChecks.CheckRoom(searches.Length, count, 1);
        Compute(rows, new EnergyOutputs { Energies = energies, Latents = latents, Reconstructions = reconstructions, Searches = searches });
    }

    /// <summary>Reconstructs each row: Wz*.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="reconstructions">Receives count × d values; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions)
    {
        SpanChecks.CheckLength(reconstructions.Length, SpanChecks.Count(rows, Dimension), Dimension);
        Compute(rows, new EnergyOutputs { Reconstructions = reconstructions });
    }

    /// <summary>Decodes latents: Wz.</summary>
    /// <param name="latents">count × K values.</param>
    /// <param name="rows">Receives count × d values; NaN throughout where the latent holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> latents, Span<float> rows) => SpanChecks.Combine(latents, NumberOfAtoms, Atoms, rows);

    /// <summary>Computes F and its gradient ∂F/∂y = y − Wz*.</summary>
    /// <remarks>F is differentiable everywhere: it is the minimum over z of a function that is convex in (y, z), and Wz* is unique (the envelope theorem).</remarks>
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

    /// <summary>Computes the share of each feature: ½(y − Wz*)² of it. The shares of a row and the price λ‖z*‖₁ of its code sum to <see cref="Energy"/> up to rounding.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives count × d shares; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void FeatureEnergy(ReadOnlySpan<float> rows, Span<float> shares)
    {
        SpanChecks.CheckLength(shares.Length, SpanChecks.Count(rows, Dimension), Dimension);
        Compute(rows, new EnergyOutputs { FeatureEnergies = shares });
    }

    /// <summary>Says what the energy is, for logs and debuggers.</summary>
    public override string ToString()
        => FormattableString.Invariant($"SparseCodingEnergy(K = {NumberOfAtoms}, d = {Dimension}, λ = {Sparsity}{(NonNegative ? ", z ≥ 0" : "")}, β = ∞)");

    private void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        var search = _searches.Take();
        var count = rows.Length / Dimension;
        for (var start = 0; start < count; start += SparseSearch.TileRows)
        {
            var length = Math.Min(SparseSearch.TileRows, count - start);
            var tile = rows.Slice(start * Dimension, length * Dimension);
            var products = search.Begin(_dictionary, Inference, tile);
            for (var i = 0; i < length; i++)
            {
                var row = tile.Slice(i * Dimension, Dimension);
                var found = search.Run(row, products.Slice(i * _dictionary.Width, _dictionary.Width));
                Write(search, found, row, start + i, outputs);
            }
        }
        _searches.Return(search);
    }

    private void Write(SparseSearch search, bool found, ReadOnlySpan<float> row, int i, in EnergyOutputs outputs)
    {
        if (!outputs.Energies.IsEmpty)
        {
            outputs.Energies[i] = found ? (float)search.Energy : float.NaN;
            SpanChecks.Settle(row, ref outputs.Energies[i]);
        }
        if (!outputs.Searches.IsEmpty)
            outputs.Searches[i] = found ? new LatentSearch(search.Iterations, (float)search.Gap, search.Converged) : LatentSearch.None;
        if (!outputs.ActiveAtoms.IsEmpty)
            outputs.ActiveAtoms[i] = found ? NumberOfAtoms - search.Code.Count(0) : float.NaN;
        if (!outputs.Latents.IsEmpty)
            Copy(found, search.Code, outputs.Latents.Slice(i * NumberOfAtoms, NumberOfAtoms));
        if (!outputs.Reconstructions.IsEmpty)
            Decode(found, search.Decoded, outputs.Reconstructions.Slice(i * Dimension, Dimension));
        if (!outputs.FeatureEnergies.IsEmpty)
            Share(found, row, search.Decoded, outputs.FeatureEnergies.Slice(i * Dimension, Dimension));
        if (!outputs.Gradients.IsEmpty)
            Differentiate(found, row, search.Decoded, outputs.Gradients.Slice(i * Dimension, Dimension));
    }

    private static void Copy(bool found, ReadOnlySpan<float> code, Span<float> latent)
    {
        if (found)
            code.CopyTo(latent);
        else
            latent.Fill(float.NaN);
    }

    private static void Decode(bool found, ReadOnlySpan<double> decoded, Span<float> reconstruction)
    {
        for (var j = 0; j < reconstruction.Length; j++)
            reconstruction[j] = found ? (float)decoded[j] : float.NaN;
    }

    private static void Share(bool found, ReadOnlySpan<float> row, ReadOnlySpan<double> decoded, Span<float> shares)
    {
        for (var j = 0; j < shares.Length; j++)
            shares[j] = found ? (float)((row[j] - decoded[j]) * (row[j] - decoded[j]) / 2) : float.NaN;
    }

    private static void Differentiate(bool found, ReadOnlySpan<float> row, ReadOnlySpan<double> decoded, Span<float> gradient)
    {
        for (var j = 0; j < gradient.Length; j++)
            gradient[j] = found ? (float)(row[j] - decoded[j]) : float.NaN;
    }
}
