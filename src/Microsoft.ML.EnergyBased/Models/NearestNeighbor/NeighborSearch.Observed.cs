using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

// Rows and points of which not all is observed, where all points are looked at.
internal sealed partial class NeighborSearch
{
    /// <summary>Whether all points are observed in full.</summary>
    public bool IsComplete { get; }

    /// <summary>
    /// The squared distance of a row to each point over the values that both have, times d over their number, so that those of few
    /// values compare with those of all; +∞ where there is none.
    /// </summary>
    public void ObservedDistances(ReadOnlySpan<float> row, Span<float> distances)
    {
        for (var i = 0; i < Count; i++)
        {
            var square = PartialRow.SquaredDistance(row, Point(i), out var observed);
            distances[i] = observed == 0 || float.IsNaN(square) ? float.PositiveInfinity : square * ((float)Dimension / observed);
        }
    }

    /// <summary>The nearest points of one row by these distances, the first of equal ones.</summary>
    public void FindObserved(ReadOnlySpan<float> row, Span<int> neighbors, Span<float> distances)
    {
        var buffer = ArrayPool<float>.Shared.Rent(Count);
        ObservedDistances(row, buffer);
        Nearest(buffer.AsSpan(0, Count), neighbors, distances);
        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>The least of all distances in order, the first of equal ones; gives how many there are, NaN being none.</summary>
    public static int Nearest(ReadOnlySpan<float> all, Span<int> neighbors, Span<float> distances)
    {
        int found = 0, k = neighbors.Length;
        for (var i = 0; i < all.Length; i++)
        {
            if (float.IsNaN(all[i]) || (found == k && !(all[i] < distances[k - 1])))
                continue;
            var place = found == k ? k - 1 : found;
            for (; place > 0 && all[i] < distances[place - 1]; place--)
            {
                distances[place] = distances[place - 1];
                neighbors[place] = neighbors[place - 1];
            }
            distances[place] = all[i];
            neighbors[place] = i;
            found = Math.Min(found + 1, k);
        }
        return found;
    }
}
