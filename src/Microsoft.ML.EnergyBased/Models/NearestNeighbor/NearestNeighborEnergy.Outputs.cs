using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

// One search for the neighbours of a row gives whatever is wanted of it.
public sealed partial class NearestNeighborEnergy
{
    private const int RowsPerBlock = 64;

    /// <summary>The rows in blocks: each output that is not empty is filled.</summary>
    private void Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        int count = rows.Length / Dimension, k = NumberOfNeighbors, room = Math.Min(count, RowsPerBlock);
        var neighborBuffer = ArrayPool<int>.Shared.Rent(room * k);
        var distanceBuffer = ArrayPool<float>.Shared.Rent(room * k);
        var doubleBuffer = ArrayPool<double>.Shared.Rent(k + Dimension);
        for (var start = 0; start < count; start += RowsPerBlock)
        {
            var length = Math.Min(RowsPerBlock, count - start);
            var block = rows.Slice(start * Dimension, length * Dimension);
            var neighbors = neighborBuffer.AsSpan(0, length * k);
            var distances = distanceBuffer.AsSpan(0, length * k);
            Find(block, neighbors, distances);
            for (var i = 0; i < length; i++)
            {
                var row = block.Slice(i * Dimension, Dimension);
                if (neighbors[i * k] < 0)
                    outputs.Spoil(start + i, count);
                else
                    Write(row, neighbors.Slice(i * k, k), distances.Slice(i * k, k), start + i, outputs, doubleBuffer);
            }
        }
        ArrayPool<int>.Shared.Return(neighborBuffer);
        ArrayPool<float>.Shared.Return(distanceBuffer);
        ArrayPool<double>.Shared.Return(doubleBuffer);
    }

    private void Write(ReadOnlySpan<float> row, ReadOnlySpan<int> neighbors, ReadOnlySpan<float> distances, int i, EnergyOutputs outputs, double[] buffer)
    {
        var k = NumberOfNeighbors;
        Span<double> shares = buffer.AsSpan(0, k), sums = buffer.AsSpan(k, Dimension);
        var isObserved = IsObserved(row);
        var energy = (float)(IsKth ? distances[k - 1] : FreeEnergy(neighbors, distances, shares));
        if (!outputs.Energies.IsEmpty)
            outputs.Energies[i] = energy;
        if (!outputs.Searches.IsEmpty)
            outputs.Searches[i] = LatentSearch.Exact;
        // What the k-th distance is of, for gradients and shares of features; what the row is rebuilt from are all k.
        if (IsKth && (!outputs.FeatureEnergies.IsEmpty || !outputs.Gradients.IsEmpty))
        {
            shares.Clear();
            shares[k - 1] = 1;
        }
        if (!outputs.FeatureEnergies.IsEmpty)
        {
            var features = outputs.FeatureEnergies.Slice(i * Dimension, Dimension);
            if (isObserved)
                Share(row, neighbors, shares, energy, features, sums);
            else
                ShareObserved(row, neighbors, shares, energy, features, sums);
        }
        if (!outputs.Gradients.IsEmpty)
        {
            var gradient = outputs.Gradients.Slice(i * Dimension, Dimension);
            if (isObserved)
            {
                Average(neighbors, shares, sums, gradient);
                for (var j = 0; j < gradient.Length; j++)
                    gradient[j] = (float)(2 * (row[j] - sums[j]));
            }
            else
            {
                GradientObserved(row, neighbors, shares, gradient, sums);
            }
        }
        if (IsKth)
            shares.Fill(1.0 / k);
        if (!outputs.Latents.IsEmpty)
        {
            for (var z = 0; z < k; z++)
                outputs.Latents[(i * k) + z] = (float)shares[z];
        }
        if (!outputs.Reconstructions.IsEmpty)
            Average(neighbors, shares, sums, outputs.Reconstructions.Slice(i * Dimension, Dimension));
    }

    /// <summary>F_β, and P(z|y) among the nearest.</summary>
    private double FreeEnergy(ReadOnlySpan<int> neighbors, ReadOnlySpan<float> distances, Span<double> shares)
    {
        var total = LogSumExp.Weights(distances, -InverseTemperature, shares, out var least);
        if (_weights.Length > 0)
        {
            total = 0;
            for (var z = 0; z < shares.Length; z++)
            {
                shares[z] *= _weights[neighbors[z]];
                total += shares[z];
            }
        }
        TensorPrimitives.Divide(shares, total, shares);
        return least - (Math.Log(total / shares.Length) / InverseTemperature);
    }

    private void Share(ReadOnlySpan<float> row, ReadOnlySpan<int> neighbors, ReadOnlySpan<double> shares, float energy, Span<float> features, Span<double> sums)
    {
        sums.Clear();
        for (var z = 0; z < shares.Length; z++)
        {
            if (shares[z] == 0)
                continue;
            var point = _search.Point(neighbors[z]);
            for (var j = 0; j < row.Length; j++)
            {
                var difference = (double)row[j] - point[j];
                sums[j] += shares[z] * difference * difference;
            }
        }
        var rest = IsKth || !float.IsFinite(energy) ? 0 : (energy - TensorPrimitives.Sum<double>(sums)) / Dimension;
        for (var j = 0; j < features.Length; j++)
            features[j] = (float)(sums[j] + rest);
    }

    private void Average(ReadOnlySpan<int> neighbors, ReadOnlySpan<double> shares, Span<double> sums, Span<float> average)
    {
        if (!_search.IsComplete)
        {
            AverageObserved(neighbors, shares, average);
            return;
        }
        sums.Clear();
        for (var z = 0; z < shares.Length; z++)
        {
            if (shares[z] == 0)
                continue;
            var point = _search.Point(neighbors[z]);
            for (var j = 0; j < sums.Length; j++)
                sums[j] += shares[z] * point[j];
        }
        for (var j = 0; j < average.Length; j++)
            average[j] = (float)sums[j];
    }
}
