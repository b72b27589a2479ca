using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

// The points are halved along the widest axis until they fit into leaves.
internal sealed partial class NeighborSearch
{
    private void Divide(int start, int count, float[] keys)
    {
        (var axis, var lower, var upper) = Box(start, count);
        if (count <= LeafSize)
        {
            _leaves.Add(NewLeaf(start, count, lower, upper));
            return;
        }
        for (var i = start; i < start + count; i++)
            keys[i] = _points[((long)_order[i] * Dimension) + axis];
        Array.Sort(keys, _order, start, count);
        // Whole leaves on the left.
        var left = (((count / 2) + LeafSize - 1) / LeafSize) * LeafSize;
        Divide(start, left, keys);
        Divide(start + left, count - left, keys);
    }

    private (int Axis, float[] Lower, float[] Upper) Box(int start, int count)
    {
        float[] lower = Point(_order[start]).ToArray(), upper = Point(_order[start]).ToArray();
        for (var i = start + 1; i < start + count; i++)
        {
            TensorPrimitives.Min(lower, Point(_order[i]), lower);
            TensorPrimitives.Max(upper, Point(_order[i]), upper);
        }
        var widths = new float[Dimension];
        TensorPrimitives.Subtract<float>(upper, lower, widths);
        return (TensorPrimitives.IndexOfMax<float>(widths), lower, upper);
    }

    private NeighborLeaf NewLeaf(int start, int count, float[] lower, float[] upper)
    {
        var centred = new float[count * Dimension];
        var packed = new PackedMatrix();
        for (var i = 0; i < count; i++)
            TensorPrimitives.Subtract(Point(_order[start + i]), _mean, centred.AsSpan(i * Dimension, Dimension));
        packed.PackTransposed(centred, count, Dimension);
        var norms = new float[packed.PaddedColumns];
        for (var i = 0; i < count; i++)
            norms[i] = TensorPrimitives.SumOfSquares<float>(centred.AsSpan(i * Dimension, Dimension)) * (1 - _rounding);
        return new NeighborLeaf(start, count, lower, upper, packed, norms);
    }
}
