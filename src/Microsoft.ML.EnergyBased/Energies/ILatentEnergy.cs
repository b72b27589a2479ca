namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>
/// An energy with a latent variable: E(y, z) says how well z explains y, and scoring a row is a search for z. The free
/// energy is F_∞(y) = min_z E(y, z), or F_β(y) = −(1/β) log Σ_z e^{−βE(y,z)} (an integral where z is continuous).
/// </summary>
public interface ILatentEnergy : IReconstructingEnergy
{
    /// <summary>The number of values in a latent, at least 1.</summary>
    int LatentSize { get; }

    /// <summary>β in (0, ∞]; at ∞ the free energy is the minimum over z.</summary>
    float InverseTemperature { get; }

    /// <summary>Finds the latent of each row of a block. One search gives every output whose span is not empty.</summary>
    /// <remarks>
    /// The latent is z* = argmin_z E(y, z); that of a discrete z is one-hot, or at finite β the distribution P(z|y). A row
    /// that holds NaN or an infinity gives NaN throughout (and a search of gap NaN), and only that row.
    /// </remarks>
    /// <param name="rows">count × <see cref="IEnergy.Dimension"/> values.</param>
    /// <param name="energies">Receives F of each row, the same bits as <see cref="IEnergy.Energy"/>; or empty.</param>
    /// <param name="latents">Receives count × <see cref="LatentSize"/> values; or empty.</param>
    /// <param name="reconstructions">Receives what the latents decode to, the same bits as <see cref="IReconstructingEnergy.Reconstruct"/>; or empty.</param>
    /// <param name="searches">Receives how the search of each row went; or empty.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    void Infer(
        ReadOnlySpan<float> rows, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches);
}
