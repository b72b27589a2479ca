using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// What is computed from the winning prototype alone: everything at β = ∞.
public sealed partial class KMeansEnergy
{
    private const int WinnersPerBlock = 256;

    private void OfWinners(ReadOnlySpan<float> rows, in EnergyOutputs outputs)
    {
        Span<int> winners = stackalloc int[WinnersPerBlock];
        Span<float> minima = stackalloc float[WinnersPerBlock];
        var count = rows.Length / Dimension;
        for (var start = 0; start < count; start += WinnersPerBlock)
        {
            var length = Math.Min(WinnersPerBlock, count - start);
            var block = rows.Slice(start * Dimension, length * Dimension);
            if (outputs.Scores.IsEmpty)
                Find(block, winners[..length], minima[..length]);
            else
                FromScores(block, outputs.Scores.Slice(start * NumberOfPrototypes, length * NumberOfPrototypes), winners, minima);
            if (!outputs.Energies.IsEmpty)
                minima[..length].CopyTo(outputs.Energies[start..]);
            for (var i = 0; i < length; i++)
                OfWinner(block.Slice(i * Dimension, Dimension), start + i, winners[i], outputs);
        }
    }

    // All scores have the winner among them: to the bit the one that the search finds.
    private void FromScores(ReadOnlySpan<float> rows, Span<float> scores, Span<int> winners, Span<float> minima)
    {
        for (var i = 0; i < rows.Length / Dimension; i++)
        {
            var row = scores.Slice(i * NumberOfPrototypes, NumberOfPrototypes);
            RowScores(rows.Slice(i * Dimension, Dimension), row);
            var winner = TensorPrimitives.IndexOfMin<float>(row);
            minima[i] = row[winner];
            winners[i] = float.IsNaN(minima[i]) ? -1 : winner;
        }
    }

    private void OfWinner(ReadOnlySpan<float> row, int i, int winner, in EnergyOutputs outputs)
    {
        if (!outputs.Labels.IsEmpty)
            outputs.Labels[i] = (uint)(winner + 1);
        if (!outputs.Latents.IsEmpty)
        {
            var latent = outputs.Latents.Slice(i * NumberOfPrototypes, NumberOfPrototypes);
            latent.Fill(winner < 0 ? float.NaN : 0);
            if (winner >= 0)
                latent[winner] = 1;
        }
        var prototype = winner < 0 ? default : Prototype(winner);
        if (!outputs.Reconstructions.IsEmpty)
        {
            var reconstruction = outputs.Reconstructions.Slice(i * Dimension, Dimension);
            if (winner < 0)
                reconstruction.Fill(float.NaN);
            else
                prototype.CopyTo(reconstruction);
        }
        if (!outputs.FeatureEnergies.IsEmpty)
        {
            var shares = outputs.FeatureEnergies.Slice(i * Dimension, Dimension);
            var scale = Scale(row);
            for (var j = 0; j < shares.Length; j++)
                shares[j] = winner < 0 ? float.NaN : float.IsNaN(row[j]) ? 0 : (row[j] - prototype[j]) * (row[j] - prototype[j]) * scale;
        }
        if (!outputs.Gradients.IsEmpty)
        {
            var gradient = outputs.Gradients.Slice(i * Dimension, Dimension);
            var scale = Scale(row);
            for (var j = 0; j < gradient.Length; j++)
                gradient[j] = winner < 0 ? float.NaN : float.IsNaN(row[j]) ? 0 : 2 * (row[j] - prototype[j]) * scale;
        }
    }

    /// <summary>E(y, z) of one row for every z, from differences.</summary>
    private void RowScores(ReadOnlySpan<float> row, Span<float> scores)
    {
        if (!VectorMath.IsFinite(row))
        {
            scores.Fill(float.NaN);
            for (var z = 0; z < scores.Length && IsIncomplete(row); z++)
                scores[z] = ObservedEnergy(row, z);
            return;
        }
        for (var z = 0; z < scores.Length; z++)
            scores[z] = VectorMath.SquaredDistance(row, Prototype(z));
    }

    private ReadOnlySpan<float> Prototype(int z) => _prototypes.AsSpan(z * Dimension, Dimension);
}
