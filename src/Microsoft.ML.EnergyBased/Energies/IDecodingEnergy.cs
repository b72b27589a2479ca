namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy with a decoder: every latent (found by inference) or code (made by an encoder) is a row.</summary>
public interface IDecodingEnergy : IEnergy
{
    /// <summary>The number of values in a latent, at least 1.</summary>
    int LatentSize { get; }

    /// <summary>Decodes latents, wherever they lie; of a discrete latent the shares of its values, one-hot or not.</summary>
    /// <param name="latents">count × <see cref="LatentSize"/> values.</param>
    /// <param name="rows">Receives count × <see cref="IEnergy.Dimension"/> values; NaN throughout where the latent holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    void Decode(ReadOnlySpan<float> latents, Span<float> rows);
}
