using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.PrincipalSubspace;

/// <summary>
/// The squared distance to a flat of low dimension: E(y, z) = ‖(y − μ) − Wz‖², W having orthonormal columns. Its minimum
/// over z is at z* = Wᵀ(y − μ), so that F(y) = ‖(y − μ) − WWᵀ(y − μ)‖².
/// </summary>
/// <remarks>
/// <para>
/// The energy is the sum of the squared residuals themselves, and these are made of differences to μ: data far from the
/// origin loses nothing to cancellation. z being free, F_β differs from F by a constant alone, so that
/// <see cref="InverseTemperature"/> is ∞.
/// </para>
/// <para>
/// A row that holds NaN or an infinity gives NaN in every output; its neighbours are untouched. A finite row whose
/// energy is beyond Single has energy +∞. The energy is immutable and may be used from any number of threads at once.
/// </para>
/// <para>
/// Source: Pearson, "On lines and planes of closest fit to systems of points in space" (1901); as the first of the seven
/// strategies, LeCun and Canziani, NYU Deep Learning, week 7.
/// </para>
/// </remarks>
public sealed partial class PrincipalSubspaceEnergy : ILatentEnergy, IDifferentiableEnergy, ICompletingEnergy, IFeatureEnergy, IEncodingEnergy
{
    private const int RowsAtATime = 256;

    // μ as it is, and as two Singles whose sum it is to 48 bits: far from the origin the first alone is off by as much as rows are.
    private readonly double[] _mean;
    private readonly float[] _offset;
    private readonly float[] _remainder;
    private readonly float[] _components;
    private readonly double[] _explainedVariances;
    private readonly PackedMatrix _encoder = new();
    private readonly PackedMatrix _decoder = new();

    /// <param name="mean">μ, d values; copied.</param>
    /// <param name="components">W transposed: r × d values, one component a row, orthonormal; copied.</param>
    /// <param name="explainedVariances">The variance of the training rows along each component.</param>
    /// <param name="totalVariance">The variance of the training rows, summed over the features.</param>
    internal PrincipalSubspaceEnergy(
        ReadOnlySpan<double> mean, ReadOnlySpan<float> components, ReadOnlySpan<double> explainedVariances, double totalVariance)
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

    /// <summary>∞: the free energy is the minimum over z.</summary>
    public float InverseTemperature => float.PositiveInfinity;

    int ILatentEnergy.LatentSize => NumberOfComponents;

    int IDecodingEnergy.LatentSize => NumberOfComponents;

    /// <summary>Computes F(y) = ‖(y − μ) − WWᵀ(y − μ)‖² for each row.</summary>
    /// <param name="rows">count × d values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row; NaN for a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Energy(ReadOnlySpan<float> rows, Span<float> energies)
    {
        SpanChecks.CheckLength(rows.Length, energies.Length, Dimension);
        Compute(rows, new EnergyOutputs { Energies = energies });
    }

    /// <summary>Computes F and its gradient, twice the residual: ∂F/∂y = 2((y − μ) − WWᵀ(y − μ)).</summary>
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

    /// <summary>Reconstructs each row: the point of the subspace next to it, μ + WWᵀ(y − μ).</summary>
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

    /// <summary>Encodes rows: z* = Wᵀ(y − μ), which is what <see cref="Infer"/> finds.</summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="codes">Receives count × r values; NaN throughout where the row holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Encode(ReadOnlySpan<float> rows, Span<float> codes)
    {
        SpanChecks.CheckLength(codes.Length, SpanChecks.Count(rows, Dimension), NumberOfComponents);
        Compute(rows, new EnergyOutputs { Latents = codes });
    }

    /// <summary>Finds the latent z* = Wᵀ(y − μ) of each row, in closed form.</summary>
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

    /// <summary>Computes the share of each feature: the square of its residual. The shares of a row sum to <see cref="Energy"/> up to rounding.</summary>
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
        $"PrincipalSubspaceEnergy(d = {Dimension}, r = {NumberOfComponents}, explained {ExplainedShare:P1})");

    private double ExplainedShare => TotalVariance > 0 ? Math.Min(1, TensorPrimitives.Sum<double>(_explainedVariances) / TotalVariance) : 1;

    /// <summary>The rows in blocks: each output that is not empty is filled.</summary>
    private void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        var count = rows.Length / Dimension;
        var room = Math.Min(count, RowsAtATime);
        var residualBuffer = ArrayPool<float>.Shared.Rent(room * Dimension);
        var latentBuffer = ArrayPool<float>.Shared.Rent(room * NumberOfComponents);
        try
        {
            for (var start = 0; start < count; start += RowsAtATime)
            {
                var length = Math.Min(RowsAtATime, count - start);
                ReadOnlySpan<float> block = rows.Slice(start * Dimension, length * Dimension);
                Span<float> residuals = residualBuffer.AsSpan(0, length * Dimension);
                Span<float> z = latentBuffer.AsSpan(0, length * NumberOfComponents);
                for (var i = 0; i < block.Length; i += Dimension)
                {
                    Span<float> residual = residuals.Slice(i, Dimension);
                    TensorPrimitives.Subtract(block.Slice(i, Dimension), _offset, residual);
                    TensorPrimitives.Subtract(residual, _remainder, residual);
                }
                MatrixProduct.Multiply(residuals, length, _encoder, z);
                if (!outputs.Latents.IsEmpty)
                    z.CopyTo(outputs.Latents[(start * NumberOfComponents)..]);
                if (!outputs.Reconstructions.IsEmpty)
                    MatrixProduct.Multiply(z, length, _decoder, outputs.Reconstructions.Slice(start * Dimension, block.Length), bias: _offset);
                if (outputs.Energies.IsEmpty && outputs.FeatureEnergies.IsEmpty && outputs.Gradients.IsEmpty)
                    continue;
                TensorPrimitives.Negate(z, z);
                MatrixProduct.Multiply(z, length, _decoder, residuals, accumulate: true);
                if (!outputs.Energies.IsEmpty)
                    SquaredLengths(residuals, outputs.Energies.Slice(start, length));
                if (!outputs.FeatureEnergies.IsEmpty)
                    TensorPrimitives.Multiply(residuals, residuals, outputs.FeatureEnergies.Slice(start * Dimension, block.Length));
                if (!outputs.Gradients.IsEmpty)
                    TensorPrimitives.Multiply(residuals, 2, outputs.Gradients.Slice(start * Dimension, block.Length));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(residualBuffer);
            ArrayPool<float>.Shared.Return(latentBuffer);
        }
        for (var i = 0; i < outputs.Energies.Length; i++)
            SpanChecks.Settle(rows.Slice(i * Dimension, Dimension), ref outputs.Energies[i]);
        SpanChecks.SpoilBadRows(rows, Dimension, outputs.Latents, NumberOfComponents);
        SpanChecks.SpoilBadRows(rows, Dimension, outputs.Reconstructions, Dimension);
        SpanChecks.SpoilBadRows(rows, Dimension, outputs.FeatureEnergies, Dimension);
        SpanChecks.SpoilBadRows(rows, Dimension, outputs.Gradients, Dimension);
    }

    private void SquaredLengths(ReadOnlySpan<float> residuals, Span<float> energies)
    {
        for (var i = 0; i < energies.Length; i++)
            energies[i] = VectorMath.SquaredNorm(residuals.Slice(i * Dimension, Dimension));
    }
}
