using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

// Rows, and training rows, of which not all is observed: what a pair of them does not both have counts for nothing.
public sealed partial class NearestNeighborEnergy
{
    // The mean of each feature over the rows that have it.
    private double[] ObservedMeans => field ??= Gather().Means;

    private RunningMoments Gather()
    {
        var moments = new RunningMoments(Dimension);
        moments.Add(_points);
        return moments;
    }

    /// <summary>The nearest rows of each row of a block; −1 and NaN of one that has no energy.</summary>
    private void Find(ReadOnlySpan<float> rows, Span<int> neighbors, Span<float> distances)
    {
        var k = NumberOfNeighbors;
        _search.Find(rows, k, neighbors, distances);
        if (MissingValues == MissingValues.Skip)
            return;
        for (var i = 0; i * k < neighbors.Length; i++)
        {
            var row = rows.Slice(i * Dimension, Dimension);
            if (neighbors[i * k] < 0 && PartialRow.IsUsable(row))
                _search.FindObserved(row, neighbors.Slice(i * k, k), distances.Slice(i * k, k));
        }
    }

    private bool IsObserved(ReadOnlySpan<float> row) => _search.IsComplete && !VectorMath.HasNaN(row);

    /// <summary>Σ rᵢ sᵢ (y_j − y_ij)² of the values that both have, sᵢ being d over their number, and an equal part of the rest for each value of the row.</summary>
    private void ShareObserved(ReadOnlySpan<float> row, ReadOnlySpan<int> neighbors, ReadOnlySpan<double> shares, float energy, Span<float> features, Span<double> sums)
    {
        AddObserved(row, neighbors, shares, sums, isSquare: true);
        var observed = row.Length - row.Count(float.NaN);
        var rest = IsKth || !float.IsFinite(energy) ? 0 : (energy - TensorPrimitives.Sum<double>(sums)) / observed;
        for (var j = 0; j < features.Length; j++)
            features[j] = float.IsNaN(row[j]) ? 0 : (float)(sums[j] + rest);
    }

    private void GradientObserved(ReadOnlySpan<float> row, ReadOnlySpan<int> neighbors, ReadOnlySpan<double> shares, Span<float> gradient, Span<double> sums)
    {
        AddObserved(row, neighbors, shares, sums, isSquare: false);
        for (var j = 0; j < gradient.Length; j++)
            gradient[j] = (float)(2 * sums[j]);
    }

    private void AddObserved(ReadOnlySpan<float> row, ReadOnlySpan<int> neighbors, ReadOnlySpan<double> shares, Span<double> sums, bool isSquare)
    {
        sums.Clear();
        for (var z = 0; z < shares.Length; z++)
        {
            if (shares[z] == 0)
                continue;
            var point = _search.Point(neighbors[z]);
            PartialRow.SquaredDistance(row, point, out var observed);
            var scale = shares[z] * Dimension / observed;
            for (var j = 0; j < row.Length; j++)
            {
                var difference = (double)row[j] - point[j];
                if (!double.IsNaN(difference))
                    sums[j] += scale * (isSquare ? difference * difference : difference);
            }
        }
    }

    /// <summary>The mean of each feature over those of the neighbours that have it; where none has, over all rows that have it.</summary>
    private void AverageObserved(ReadOnlySpan<int> neighbors, ReadOnlySpan<double> shares, Span<float> average)
    {
        for (var j = 0; j < average.Length; j++)
        {
            double sum = 0, total = 0;
            for (var z = 0; z < shares.Length; z++)
            {
                var value = _search.Point(neighbors[z])[j];
                if (float.IsNaN(value))
                    continue;
                sum += shares[z] * value;
                total += shares[z];
            }
            average[j] = (float)(total > 0 ? sum / total : ObservedMeans[j]);
        }
    }

    /// <summary>Each unobserved value by the k nearest of the rows that have it.</summary>
    private void FillFromDonors(ReadOnlySpan<float> row, Span<float> answer)
    {
        int k = NumberOfNeighbors, n = NumberOfRows;
        var buffer = ArrayPool<float>.Shared.Rent((2 * n) + k);
        var neighborBuffer = ArrayPool<int>.Shared.Rent(k);
        var shareBuffer = ArrayPool<double>.Shared.Rent(k);
        Span<float> all = buffer.AsSpan(0, n), own = buffer.AsSpan(n, n);
        _search.ObservedDistances(row, all);
        for (var j = 0; j < row.Length; j++)
        {
            if (!float.IsNaN(row[j]))
                continue;
            for (var i = 0; i < n; i++)
                own[i] = float.IsNaN(_search.Point(i)[j]) || float.IsPositiveInfinity(all[i]) ? float.NaN : all[i];
            var neighbors = neighborBuffer.AsSpan(0, k);
            var distances = buffer.AsSpan(2 * n, k);
            var found = NeighborSearch.Nearest(own, neighbors, distances);
            if (found == 0)
            {
                answer[j] = (float)ObservedMeans[j];
                continue;
            }
            var shares = shareBuffer.AsSpan(0, found);
            if (IsKth)
                shares.Fill(1.0 / found);
            else
                FreeEnergy(neighbors[..found], distances[..found], shares);
            double sum = 0;
            for (var z = 0; z < found; z++)
                sum += shares[z] * _search.Point(neighbors[z])[j];
            answer[j] = (float)sum;
        }
        ArrayPool<float>.Shared.Return(buffer);
        ArrayPool<int>.Shared.Return(neighborBuffer);
        ArrayPool<double>.Shared.Return(shareBuffer);
    }
}
