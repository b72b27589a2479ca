using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

/// <summary>
/// The k nearest of some points, exactly: those of the least squared distance Σ(y − x)² as Single has it, the first of equal
/// ones. A row by itself and in a block finds the same, in the same order.
/// </summary>
/// <remarks>
/// The points lie in leaves of a tree that is halved along its widest axis, each with the box around it. For the rows of a
/// block whose k-th neighbour so far is further than a leaf's box, ‖x‖² − 2yᵀx of the leaf is one matrix product about the
/// points' mean; where that, less what rounding can have added, does not exceed the k-th distance, the distance itself is
/// computed, from differences.
/// </remarks>
internal sealed partial class NeighborSearch
{
    private const int LeafSize = 128;
    private const int QueriesPerBlock = 32;

    // Of the lower bound by a box: more than its rounding.
    private const float Slack = 1e-5f;

    private readonly float[] _points;
    private readonly float[] _mean;
    private readonly int[] _order;
    private readonly List<NeighborLeaf> _leaves = [];

    // How much of ‖x‖² + ‖y‖² the rounding of ‖x‖² + ‖y‖² − 2yᵀx is, at the most.
    private readonly float _rounding;

    /// <param name="points">n × d finite values, or NaN where they are not observed; kept as they are.</param>
    /// <param name="dimension">d.</param>
    public NeighborSearch(float[] points, int dimension)
    {
        _points = points;
        Dimension = dimension;
        Count = points.Length / dimension;
        _rounding = (dimension + 16) * 2.4e-7f;
        IsComplete = VectorMath.IsFinite(points);
        if (!IsComplete)
        {
            (_mean, _order) = ([], []);
            return;
        }
        var mean = new double[dimension];
        WeightedMoments.Mean(points, default, mean);
        _mean = Array.ConvertAll(mean, value => (float)value);
        _order = new int[Count];
        for (var i = 0; i < Count; i++)
            _order[i] = i;
        Divide(0, Count, new float[Count]);
    }

    /// <summary>n.</summary>
    public int Count { get; }

    /// <summary>d.</summary>
    public int Dimension { get; }

    public ReadOnlySpan<float> Point(int i) => _points.AsSpan(i * Dimension, Dimension);

    /// <summary>Finds the nearest points of each row.</summary>
    /// <param name="rows">count × d values; of a row that is not finite nothing is found, nor where points are not.</param>
    /// <param name="k">How many, at most n.</param>
    /// <param name="neighbors">Receives count × k indices, the nearest first; −1 where nothing is found.</param>
    /// <param name="distances">Receives count × k squared distances; +∞ where one is beyond Single, NaN where nothing is found.</param>
    public void Find(ReadOnlySpan<float> rows, int k, Span<int> neighbors, Span<float> distances)
    {
        if (!IsComplete)
        {
            neighbors.Fill(-1);
            distances.Fill(float.NaN);
            return;
        }
        var count = rows.Length / Dimension;
        for (var start = 0; start < count; start += QueriesPerBlock)
        {
            var length = Math.Min(QueriesPerBlock, count - start);
            FindBlock(rows.Slice(start * Dimension, length * Dimension), k, neighbors.Slice(start * k, length * k), distances.Slice(start * k, length * k));
        }
    }

    private void FindBlock(ReadOnlySpan<float> rows, int k, Span<int> neighbors, Span<float> distances)
    {
        var count = rows.Length / Dimension;
        neighbors.Fill(-1);
        distances.Fill(float.NaN);
        var centredBuffer = ArrayPool<float>.Shared.Rent(2 * rows.Length);
        var boundBuffer = ArrayPool<float>.Shared.Rent(count * (_leaves.Count + LeafSize));
        var orderBuffer = ArrayPool<int>.Shared.Rent(_leaves.Count);
        var keyBuffer = ArrayPool<float>.Shared.Rent(_leaves.Count);
        Span<int> found = stackalloc int[QueriesPerBlock];
        Span<float> lengths = stackalloc float[QueriesPerBlock];
        var queries = new Queries(rows, centredBuffer, boundBuffer.AsSpan(0, count * _leaves.Count), lengths, found, neighbors, distances, k);
        Span<float> products = boundBuffer.AsSpan(count * _leaves.Count, count * LeafSize), keys = keyBuffer.AsSpan(0, _leaves.Count);
        var order = orderBuffer.AsSpan(0, _leaves.Count);
        Prepare(queries, keys, order);

        // Each row its own leaf first, so that its k-th distance soon rules others out.
        for (var q = 0; q < count; q++)
        {
            var own = Nearest(queries.BoundsOf(q));
            if (own >= 0)
                Visit(queries, own, products, only: q);
        }
        foreach (var leaf in order)
            Visit(queries, leaf, products, only: -1);
        ArrayPool<float>.Shared.Return(centredBuffer);
        ArrayPool<float>.Shared.Return(boundBuffer);
        ArrayPool<int>.Shared.Return(orderBuffer);
        ArrayPool<float>.Shared.Return(keyBuffer);
    }

    /// <summary>Rows about the mean, their lengths, how near each leaf can be to each of them, and the leaves in order of the mean of that.</summary>
    private void Prepare(in Queries queries, Span<float> keys, Span<int> order)
    {
        keys.Clear();
        for (var q = 0; q < queries.Count; q++)
        {
            var row = queries.Row(q, Dimension);
            var centred = queries.Centred.AsSpan(q * Dimension, Dimension);
            var bounds = queries.BoundsOf(q);
            if (!VectorMath.IsFinite(row))
            {
                // Further than any other: no leaf is looked at.
                bounds.Fill(float.NaN);
                queries.Lengths[q] = float.NaN;
                continue;
            }
            TensorPrimitives.Subtract(row, _mean, centred);
            var length = TensorPrimitives.SumOfSquares<float>(centred);
            queries.Lengths[q] = length;
            for (var leaf = 0; leaf < bounds.Length; leaf++)
            {
                bounds[leaf] = _leaves[leaf].Bound(row) * (1 - Slack);
                keys[leaf] += bounds[leaf];
            }
        }
        for (var leaf = 0; leaf < order.Length; leaf++)
            order[leaf] = leaf;
        keys.Sort(order);
    }

    private static int Nearest(ReadOnlySpan<float> bounds) => float.IsNaN(bounds[0]) ? -1 : TensorPrimitives.IndexOfMin(bounds);

    /// <summary>Offers the points of a leaf to the rows that it can be near to.</summary>
    private void Visit(in Queries queries, int index, Span<float> products, int only)
    {
        var leaf = _leaves[index];
        Span<int> near = stackalloc int[QueriesPerBlock];
        var count = 0;
        for (var q = only < 0 ? 0 : only; q < (only < 0 ? queries.Count : only + 1); q++)
        {
            var bounds = queries.BoundsOf(q);
            if (!(bounds[index] <= queries.Kth(q)))
                continue;
            // Once is enough.
            bounds[index] = float.NaN;
            near[count++] = q;
        }
        if (count == 0)
            return;

        // The rows side by side, times −2.
        var gathered = queries.Gathered(Dimension);
        for (var i = 0; i < count; i++)
            TensorPrimitives.Multiply(queries.Centred.AsSpan(near[i] * Dimension, Dimension), -2, gathered.Slice(i * Dimension, Dimension));
        var width = leaf.Packed.PaddedColumns;
        MatrixProduct.MultiplyPadded(gathered[..(count * Dimension)], count, leaf.Packed, products[..(count * width)], leaf.Norms);
        for (var i = 0; i < count; i++)
            Scan(queries, near[i], leaf, products.Slice(i * width, leaf.Count));
    }

    private void Scan(in Queries queries, int q, NeighborLeaf leaf, ReadOnlySpan<float> products)
    {
        var length = queries.Lengths[q] * (1 - _rounding);
        if (!float.IsFinite(queries.Lengths[q]))
        {
            for (var j = 0; j < leaf.Count; j++)
                Offer(queries, q, _order[leaf.Start + j]);
            return;
        }

        int lanes = Vector<float>.Count, next = 0;
        for (; next + lanes <= products.Length; next += lanes)
        {
            var values = new Vector<float>(products[next..]);
            // NaN, of what overflowed, is looked at too.
            if (Vector.GreaterThanAll(values, new Vector<float>(queries.Kth(q) - length)))
                continue;
            for (var j = next; j < next + lanes; j++)
            {
                if (!(products[j] > queries.Kth(q) - length))
                    Offer(queries, q, _order[leaf.Start + j]);
            }
        }
        for (; next < products.Length; next++)
        {
            if (!(products[next] > queries.Kth(q) - length))
                Offer(queries, q, _order[leaf.Start + next]);
        }
    }

    /// <summary>Puts a point among the k nearest of a row, where it is one: by distance, then by index.</summary>
    private void Offer(in Queries queries, int q, int point)
    {
        var distance = VectorMath.SquaredDistance(queries.Row(q, Dimension), Point(point));
        if (float.IsNaN(distance))
            distance = float.PositiveInfinity;
        int k = queries.K, found = queries.Found[q];
        var distances = queries.Distances.Slice(q * k, k);
        var neighbors = queries.Neighbors.Slice(q * k, k);
        if (found == k && !IsBefore(distance, point, distances[k - 1], neighbors[k - 1]))
            return;
        var place = found == k ? k - 1 : found;
        for (; place > 0 && IsBefore(distance, point, distances[place - 1], neighbors[place - 1]); place--)
        {
            distances[place] = distances[place - 1];
            neighbors[place] = neighbors[place - 1];
        }
        distances[place] = distance;
        neighbors[place] = point;
        queries.Found[q] = Math.Min(found + 1, k);
    }

    private static bool IsBefore(float distance, int point, float other, int otherPoint)
        => distance < other || (distance == other && point < otherPoint);

    /// <summary>The rows of a block, and what is found of them so far.</summary>
    private readonly ref struct Queries(
        ReadOnlySpan<float> rows, float[] centred, Span<float> bounds, Span<float> lengths, Span<int> found, Span<int> neighbors, Span<float> distances, int k)
    {
        private readonly ReadOnlySpan<float> _rows = rows;
        private readonly Span<float> _bounds = bounds;

        public int K => k;

        public int Count => Neighbors.Length / k;

        public float[] Centred => centred;

        public Span<float> Lengths { get; } = lengths;

        public Span<int> Found { get; } = found;

        public Span<int> Neighbors { get; } = neighbors;

        public Span<float> Distances { get; } = distances;

        public ReadOnlySpan<float> Row(int q, int dimension) => _rows.Slice(q * dimension, dimension);

        public Span<float> BoundsOf(int q) => _bounds.Slice(q * (_bounds.Length / Count), _bounds.Length / Count);

        public Span<float> Gathered(int dimension) => centred.AsSpan(Count * dimension, Count * dimension);

        /// <summary>What a point must not exceed to be one of the nearest.</summary>
        public float Kth(int q) => Found[q] < k ? float.PositiveInfinity : Distances[((q + 1) * k) - 1];
    }
}
