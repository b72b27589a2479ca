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
        var count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckRoom(energies.Length, count, 1);
        SpanChecks.CheckRoom(latents.Length, count, NumberOfPrototypes);
        SpanChecks.CheckRoom(reconstructions.Length, count, Dimension);
        SpanChecks.CheckRoom(searches.Length, count, 1);
        Compute(rows, new EnergyOutputs { Energies = energies, Latents = latents, Reconstructions = reconstructions });
        for (var i = 0; i < searches.Length; i++)
            searches[i] = VectorMath.IsFinite(rows.Slice(i * Dimension, Dimension)) || IsIncomplete(rows.Slice(i * Dimension, Dimension)) ? LatentSearch.Exact : LatentSearch.None;
    }

    /// <summary>One pass: a search for the winners, or all E(y, z) where they are needed, and whatever follows from them.</summary>
    private void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        if (IsMinimum && outputs.IsEnergyAlone)
            Find(rows, default, outputs.Energies);
        else if (IsMinimum)
            OfWinners(rows, outputs);
        else
            FreeEnergy(rows, outputs);
    }
}
