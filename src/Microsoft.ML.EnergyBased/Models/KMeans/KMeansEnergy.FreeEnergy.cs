using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// The free energy at finite β, and what is weighted by the responsibilities.
public sealed partial class KMeansEnergy
{
    /// <summary>
    /// Computes the responsibilities of each row, r_z = e^{−βE(y,z)} / Σ e^{−βE(y,z')}: how much each prototype
    /// explains it. They sum to 1; at β = ∞ the winner has them all.
    /// </summary>
    /// <param name="rows">count × d values.</param>
    /// <param name="responsibilities">Receives count × K values in [0, 1]; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public void Responsibilities(ReadOnlySpan<float> rows, Span<float> responsibilities)
    {
        int count = SpanChecks.Count(rows, Dimension);
        SpanChecks.CheckLength(responsibilities.Length, count, NumberOfPrototypes);
        if (!IsMinimum)
        {
            FreeEnergy(rows, default, responsibilities, default, default);
            return;
        }

        Span<int> winners = stackalloc int[WinnersAtATime];
        Span<float> minima = stackalloc float[WinnersAtATime];
        for (int start = 0; start < count; start += WinnersAtATime)
        {
            int length = Math.Min(WinnersAtATime, count - start);
            _nearest.Find(rows.Slice(start * Dimension, length * Dimension), winners[..length], minima[..length]);
            for (int i = 0; i < length; i++)
            {
                Span<float> row = responsibilities.Slice((start + i) * NumberOfPrototypes, NumberOfPrototypes);
                row.Fill(winners[i] < 0 ? float.NaN : 0);
                if (winners[i] >= 0)
                    row[winners[i]] = 1;
            }
        }
    }

    /// <summary>The rows one by one: each output that is not empty is filled.</summary>
    private void FreeEnergy(ReadOnlySpan<float> rows, Span<float> energies, Span<float> responsibilities, Span<float> means, Span<float> shares)
    {
        float[] scoreBuffer = ArrayPool<float>.Shared.Rent(NumberOfPrototypes);
        double[] weightBuffer = ArrayPool<double>.Shared.Rent(NumberOfPrototypes);
        Span<float> scores = scoreBuffer.AsSpan(0, NumberOfPrototypes);
        Span<double> weights = weightBuffer.AsSpan(0, NumberOfPrototypes);
        try
        {
            int count = rows.Length / Dimension;
            for (int i = 0; i < count; i++)
            {
                ReadOnlySpan<float> row = rows.Slice(i * Dimension, Dimension);
                RowScores(row, scores);
                int winner = TensorPrimitives.IndexOfMin<float>(scores);
                double total = LogSumExp.Weights(scores, -InverseTemperature, weights, out _);

                double beta = InverseTemperature;
                double free = scores[winner] - (Math.Log(total) / beta);
                if (!energies.IsEmpty)
                    energies[i] = (float)free;
                if (!responsibilities.IsEmpty)
                {
                    Span<float> output = responsibilities.Slice(i * NumberOfPrototypes, NumberOfPrototypes);
                    for (int z = 0; z < output.Length; z++)
                        output[z] = (float)(weights[z] / total);
                }
                if (!means.IsEmpty)
                    Mean(weights, total, winner, means.Slice(i * Dimension, Dimension));
                if (!shares.IsEmpty)
                    Shares(row, weights, total, shares.Slice(i * Dimension, Dimension));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scoreBuffer);
            ArrayPool<double>.Shared.Return(weightBuffer);
        }
    }

    /// <summary>Σ r_z w_z, as the winner plus the mean difference to it: exact where one prototype has it all, however far the data lies.</summary>
    private void Mean(ReadOnlySpan<double> weights, double total, int winner, Span<float> mean)
    {
        ReadOnlySpan<float> origin = Prototype(winner);
        mean.Clear();
        for (int z = 0; z < NumberOfPrototypes; z++)
        {
            float share = (float)(weights[z] / total);
            // NaN must go on: only an exact 0 may be left out.
            if (z == winner || share == 0)
                continue;
            ReadOnlySpan<float> prototype = Prototype(z);
            for (int j = 0; j < mean.Length; j++)
                mean[j] += (float)(share * ((double)prototype[j] - origin[j]));
        }
        for (int j = 0; j < mean.Length; j++)
            mean[j] += origin[j];
        if (double.IsNaN(total))
            mean.Fill(float.NaN);
    }

    /// <summary>Σ_z r_z (y_j − w_zj)² − H(r)/(βd), where H(r) = −Σ_z r_z ln r_z.</summary>
    private void Shares(ReadOnlySpan<float> row, ReadOnlySpan<double> weights, double total, Span<float> shares)
    {
        double entropy = 0;
        foreach (double weight in weights)
        {
            double share = weight / total;
            entropy -= share == 0 ? 0 : share * Math.Log(share);
        }
        float part = (float)(entropy / InverseTemperature / row.Length);

        shares.Clear();
        for (int z = 0; z < weights.Length; z++)
        {
            float share = (float)(weights[z] / total);
            if (share == 0)
                continue;
            ReadOnlySpan<float> prototype = Prototype(z);
            for (int j = 0; j < shares.Length; j++)
                shares[j] += share * ((row[j] - prototype[j]) * (row[j] - prototype[j]));
        }
        TensorPrimitives.Subtract(shares, part, shares);
    }
}
