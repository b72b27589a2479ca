using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// K-means as any other latent-variable energy: z is one-hot, and found by enumeration.
public sealed partial class KMeansEnergy : ILatentEnergy
{
    int ILatentEnergy.LatentSize => NumberOfPrototypes;

    /// <inheritdoc/>
    void ILatentEnergy.Infer(
        ReadOnlySpan<float> rows, Span<float> energies, Span<float> latents, Span<float> reconstructions, Span<LatentSearch> searches)
    {
        int count = SpanChecks.Count(rows, Dimension);
        if (!energies.IsEmpty)
            Energy(rows, energies);
        if (!latents.IsEmpty)
            Responsibilities(rows, latents);
        if (!reconstructions.IsEmpty)
            Reconstruct(rows, reconstructions);
        if (searches.IsEmpty)
            return;
        SpanChecks.CheckLength(searches.Length, count, 1);
        for (int i = 0; i < count; i++)
            searches[i] = Numerics.VectorMath.IsFinite(rows.Slice(i * Dimension, Dimension)) ? LatentSearch.Exact : LatentSearch.None;
    }
}
