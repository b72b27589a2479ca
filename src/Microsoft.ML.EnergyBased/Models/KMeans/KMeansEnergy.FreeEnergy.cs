using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// The free energy at finite β, and what is weighted by P(z|y).
public sealed partial class KMeansEnergy
{
    /// <summary>The rows one by one: each output that is not empty is filled.</summary>
    private void FreeEnergy(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        var scoreBuffer = ArrayPool<float>.Shared.Rent(NumberOfPrototypes);
        var weightBuffer = ArrayPool<double>.Shared.Rent(NumberOfPrototypes);
        var weights = weightBuffer.AsSpan(0, NumberOfPrototypes);
        try
        {
            var count = rows.Length / Dimension;
            for (var i = 0; i < count; i++)
            {
                var scores = outputs.Scores.IsEmpty
                    ? scoreBuffer.AsSpan(0, NumberOfPrototypes)
                    : outputs.Scores.Slice(i * NumberOfPrototypes, NumberOfPrototypes);
                FreeEnergy(rows.Slice(i * Dimension, Dimension), i, scores, weights, outputs);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scoreBuffer);
            ArrayPool<double>.Shared.Return(weightBuffer);
        }
    }

    private void FreeEnergy(ReadOnlySpan<float> row, int i, Span<float> scores, Span<double> weights, in EnergyOutputs outputs)
    {
        RowScores(row, scores);
        var winner = TensorPrimitives.IndexOfMin<float>(scores);
        if (!outputs.Labels.IsEmpty)
            outputs.Labels[i] = float.IsNaN(scores[winner]) ? 0 : (uint)winner + 1;
        var total = LogSumExp.Weights(scores, -InverseTemperature, weights, out _);

        double beta = InverseTemperature;
        var free = scores[winner] - (Math.Log(total) / beta);
        if (!outputs.Energies.IsEmpty)
            outputs.Energies[i] = (float)free;
        if (!outputs.Latents.IsEmpty)
        {
            var latent = outputs.Latents.Slice(i * NumberOfPrototypes, NumberOfPrototypes);
            for (var z = 0; z < latent.Length; z++)
                latent[z] = (float)(weights[z] / total);
        }
        if (!outputs.Reconstructions.IsEmpty)
            Mean(weights, total, winner, outputs.Reconstructions.Slice(i * Dimension, Dimension));
        if (!outputs.FeatureEnergies.IsEmpty)
            Shares(row, weights, total, outputs.FeatureEnergies.Slice(i * Dimension, Dimension));
        if (outputs.Gradients.IsEmpty)
            return;
        var gradient = outputs.Gradients.Slice(i * Dimension, Dimension);
        Mean(weights, total, winner, gradient);
        var scale = Scale(row);
        for (var j = 0; j < gradient.Length; j++)
            gradient[j] = float.IsNaN(row[j]) && !double.IsNaN(total) ? 0 : 2 * (row[j] - gradient[j]) * scale;
    }

    /// <summary>Σ r_z w_z, as the winner plus the mean difference to it: exact where one prototype has it all, however far the data lies.</summary>
    private void Mean(ReadOnlySpan<double> weights, double total, int winner, Span<float> mean)
    {
        var origin = Prototype(winner);
        mean.Clear();
        for (var z = 0; z < NumberOfPrototypes; z++)
        {
            var share = (float)(weights[z] / total);
            // NaN must spread: only an exact 0 may be left out.
            if (z == winner || share == 0)
                continue;
            var prototype = Prototype(z);
            for (var j = 0; j < mean.Length; j++)
                mean[j] += (float)(share * ((double)prototype[j] - origin[j]));
        }
        for (var j = 0; j < mean.Length; j++)
            mean[j] += origin[j];
        if (double.IsNaN(total))
            mean.Fill(float.NaN);
    }

    /// <summary>Σ_z r_z (y_j − w_zj)² − H(r)/(βd), where H(r) = −Σ_z r_z ln r_z.</summary>
    private void Shares(ReadOnlySpan<float> row, ReadOnlySpan<double> weights, double total, Span<float> shares)
    {
        double entropy = 0;
        foreach (var weight in weights)
        {
            var share = weight / total;
            entropy -= share == 0 ? 0 : share * Math.Log(share);
        }
        var part = (float)(entropy / InverseTemperature / (row.Length - row.Count(float.NaN)));
        var scale = Scale(row);

        shares.Clear();
        for (var z = 0; z < weights.Length; z++)
        {
            var share = (float)(weights[z] / total);
            if (share == 0)
                continue;
            var prototype = Prototype(z);
            for (var j = 0; j < shares.Length; j++)
                shares[j] += share * ((row[j] - prototype[j]) * (row[j] - prototype[j]) * scale);
        }
        TensorPrimitives.Subtract(shares, part, shares);
        for (var j = 0; j < shares.Length && !double.IsNaN(total); j++)
        {
            if (float.IsNaN(row[j]))
                shares[j] = 0;
        }
    }
}
