using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// What is computed from the winning prototype alone: everything at β = ∞.
public sealed partial class KMeansEnergy
{
    private const int WinnersAtATime = 256;

    private enum WinnerOutput
    {
        Prototype,
        Gradient,
        FeatureEnergy,
    }

    private void ForEachWinner(ReadOnlySpan<float> rows, Span<float> energies, Span<float> outputs, WinnerOutput what)
    {
        Span<int> winners = stackalloc int[WinnersAtATime];
        Span<float> minima = stackalloc float[WinnersAtATime];
        int count = rows.Length / Dimension;
        for (int start = 0; start < count; start += WinnersAtATime)
        {
            int length = Math.Min(WinnersAtATime, count - start);
            _nearest.Find(rows.Slice(start * Dimension, length * Dimension), winners[..length], minima[..length]);
            if (!energies.IsEmpty)
                minima[..length].CopyTo(energies[start..]);
            for (int i = 0; i < length; i++)
            {
                Span<float> output = outputs.Slice((start + i) * Dimension, Dimension);
                if (winners[i] < 0)
                {
                    output.Fill(float.NaN);
                    continue;
                }

                ReadOnlySpan<float> row = rows.Slice((start + i) * Dimension, Dimension);
                ReadOnlySpan<float> winner = Prototype(winners[i]);
                switch (what)
                {
                    case WinnerOutput.Prototype:
                        winner.CopyTo(output);
                        break;
                    case WinnerOutput.Gradient:
                        for (int j = 0; j < output.Length; j++)
                            output[j] = 2 * (row[j] - winner[j]);
                        break;
                    case WinnerOutput.FeatureEnergy:
                        for (int j = 0; j < output.Length; j++)
                            output[j] = (row[j] - winner[j]) * (row[j] - winner[j]);
                        break;
                }
            }
        }
    }

    /// <summary>E(y, z) of one row for every z, from differences.</summary>
    private void RowScores(ReadOnlySpan<float> row, Span<float> scores)
    {
        if (!VectorMath.IsFinite(row))
        {
            scores.Fill(float.NaN);
            return;
        }
        for (int z = 0; z < scores.Length; z++)
            scores[z] = VectorMath.SquaredDistance(row, Prototype(z));
    }

    private ReadOnlySpan<float> Prototype(int z) => _prototypes.AsSpan(z * Dimension, Dimension);
}
