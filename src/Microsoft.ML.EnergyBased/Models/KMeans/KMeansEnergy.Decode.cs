using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

public sealed partial class KMeansEnergy : IDecodingEnergy, ITemperedEnergy
{
    int IDecodingEnergy.LatentSize => NumberOfPrototypes;

    /// <summary>The same prototypes at another temperature.</summary>
    /// <param name="inverseTemperature">β in (0, ∞].</param>
    /// <returns>The energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">β is outside its range.</exception>
    public KMeansEnergy WithInverseTemperature(float inverseTemperature) => new(_prototypes, NumberOfPrototypes, Dimension, inverseTemperature, MissingValues);

    ITemperedEnergy ITemperedEnergy.WithInverseTemperature(float inverseTemperature) => WithInverseTemperature(inverseTemperature);

    /// <summary>Decodes latents: Wz, of a one-hot z its prototype.</summary>
    /// <param name="latents">count × K values.</param>
    /// <param name="rows">Receives count × d values; NaN throughout where the latent holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Decode(ReadOnlySpan<float> latents, Span<float> rows) => SpanChecks.Combine(latents, NumberOfPrototypes, Prototypes, rows);
}
