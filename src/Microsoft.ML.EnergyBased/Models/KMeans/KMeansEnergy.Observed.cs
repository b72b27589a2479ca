using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

// Rows of which not all is observed: E(y, z) is the sum over what is, times d over its number.
public sealed partial class KMeansEnergy
{
    private bool IsIncomplete(ReadOnlySpan<float> row)
        => MissingValues == MissingValues.Learn && VectorMath.HasNaN(row) && PartialRow.IsUsable(row);

    /// <summary>d over the number of observed values; 1 of a row that has no energy.</summary>
    private static float Scale(ReadOnlySpan<float> row)
    {
        var missing = row.Count(float.NaN);
        return missing == row.Length ? 1 : (float)row.Length / (row.Length - missing);
    }

    /// <summary>The search for the winners; of incomplete rows by all prototypes.</summary>
    private void Find(ReadOnlySpan<float> rows, Span<int> winners, Span<float> minima)
    {
        _nearest.Find(rows, winners, minima);
        if (MissingValues == MissingValues.Skip)
            return;
        for (var i = 0; i < minima.Length; i++)
        {
            // The search gives NaN for rows that are not finite: no other is looked at again.
            if (!float.IsNaN(minima[i]))
                continue;
            var row = rows.Slice(i * Dimension, Dimension);
            if (!IsIncomplete(row))
                continue;
            var winner = 0;
            minima[i] = float.PositiveInfinity;
            for (var z = 0; z < NumberOfPrototypes; z++)
            {
                var energy = ObservedEnergy(row, z);
                if (energy < minima[i])
                    (minima[i], winner) = (energy, z);
            }
            if (!winners.IsEmpty)
                winners[i] = winner;
        }
    }

    private float ObservedEnergy(ReadOnlySpan<float> row, int z)
    {
        var square = PartialRow.SquaredDistance(row, Prototype(z), out var observed);
        return square * ((float)Dimension / observed);
    }
}
