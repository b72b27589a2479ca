using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.NearestNeighbor;

// The unobserved part of a row is the mean of its neighbours' by the observed part.
public sealed partial class NearestNeighborEnergy : IMomentEnergy, IClosedFormCompletion
{
    /// <summary>
    /// Completes one row: with r the weights of the k rows that are nearest in the observed values (squared distances times
    /// d over their number, so that β means the same), the unobserved values are Σ rᵢ yᵢ, their mean given the observed ones.
    /// </summary>
    /// <remarks>There is one answer: the mean, which errs least, and not the minima of F, each of which is near a single row. The k-th distance weighs all k alike. Where training rows are incomplete, each value comes from the k nearest that have it.</remarks>
    /// <param name="row">d values, of which NaN marks those that are unobserved.</param>
    /// <param name="answers">Receives the completed row first; NaN past it.</param>
    /// <param name="energies">Receives F of the answer; NaN past it.</param>
    /// <param name="search">Receives how the search went: it is exact.</param>
    /// <returns>1; 0 where the row has an infinity, or nothing observed.</returns>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
        => ClosedFormCompletion.Complete(this, row, answers, energies, out search);

    void IMomentEnergy.Moments(Span<double> means, Span<double> variances)
    {
        if (!_search.IsComplete)
        {
            var observed = Gather();
            observed.Means.CopyTo(means);
            observed.Variances().CopyTo(variances);
            return;
        }
        var weights = Array.ConvertAll(_weights, weight => (double)weight);
        var total = WeightedMoments.Mean(_points, weights, means);
        variances.Clear();
        WeightedMoments.Squares(_points, weights, means, variances);
        for (var j = 0; j < variances.Length; j++)
            variances[j] /= total;
    }

    void IClosedFormCompletion.Fill(ReadOnlySpan<float> row, Span<float> answer)
    {
        if (!_search.IsComplete)
        {
            FillFromDonors(row, answer);
            return;
        }
        var k = NumberOfNeighbors;
        var buffer = ArrayPool<float>.Shared.Rent(k + Dimension);
        var neighborBuffer = ArrayPool<int>.Shared.Rent(k);
        var doubleBuffer = ArrayPool<double>.Shared.Rent(k + Dimension);
        Span<float> distances = buffer.AsSpan(0, k), mean = buffer.AsSpan(k, Dimension);
        var neighbors = neighborBuffer.AsSpan(0, k);
        _search.FindObserved(row, neighbors, distances);
        var shares = doubleBuffer.AsSpan(0, k);
        if (IsKth)
            shares.Fill(1.0 / k);
        else
            FreeEnergy(neighbors, distances, shares);
        Average(neighbors, shares, doubleBuffer.AsSpan(k, Dimension), mean);
        PartialRow.Fill(row, mean, answer);
        ArrayPool<float>.Shared.Return(buffer);
        ArrayPool<int>.Shared.Return(neighborBuffer);
        ArrayPool<double>.Shared.Return(doubleBuffer);
    }
}
