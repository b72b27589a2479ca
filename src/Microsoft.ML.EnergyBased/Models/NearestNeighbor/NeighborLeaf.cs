using System.Numerics;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

/// <summary>Points that lie near each other, in the order of a <see cref="NeighborSearch"/>, and the box around them.</summary>
/// <param name="Start">Where they begin.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Lower">The least of each value.</param>
/// <param name="Upper">The greatest of each value.</param>
/// <param name="Packed">The points about the mean of all, for products with rows.</param>
/// <param name="Norms">Their squared lengths, less what rounding can add to a distance.</param>
internal sealed record NeighborLeaf(int Start, int Count, float[] Lower, float[] Upper, PackedMatrix Packed, float[] Norms)
{
    /// <summary>The squared distance to the box.</summary>
    public float Bound(ReadOnlySpan<float> row)
    {
        var sum = Vector<float>.Zero;
        int lanes = Vector<float>.Count, j = 0;
        for (; j + lanes <= row.Length; j += lanes)
        {
            var y = new Vector<float>(row[j..]);
            var beyond = Vector.Max(Vector.Max(new Vector<float>(Lower, j) - y, y - new Vector<float>(Upper, j)), Vector<float>.Zero);
            sum += beyond * beyond;
        }
        var total = Vector.Sum(sum);
        for (; j < row.Length; j++)
        {
            var beyond = Math.Max(Math.Max(Lower[j] - row[j], row[j] - Upper[j]), 0);
            total += beyond * beyond;
        }
        return total;
    }
}
