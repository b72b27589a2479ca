using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>The energy of every row under the prototypes that k-means++ has chosen so far, and draws by it.</summary>
/// <remarks>
/// A row at distance r from its nearest chosen row is at least g − r from a candidate that is g away from that one:
/// where g ≥ 2r the candidate cannot lower the row's energy, and its distance is not computed. The slack is wider
/// than the rounding of the squares, so that the result is that of computing all, to the bit.
/// </remarks>
internal sealed class RowsToChosen
{
    private readonly TrainingRows _data;
    private readonly float _slack;
    private readonly float[] _energies;
    private readonly int[] _nearest;
    private readonly int[] _chosen;
    private double[] _sums;
    private int _count;

    public RowsToChosen(TrainingRows data, int clusters)
    {
        _data = data;
        _slack = 1 - ((data.Dimension + 16) * 2.4e-7f);
        _energies = new float[data.Count];
        _nearest = new int[data.Count];
        _chosen = new int[clusters];

        // Before the first choice every row is as good as any other.
        Array.Fill(_energies, 1f);
        _sums = BlockSums();
    }

    /// <summary>The row at share <paramref name="u"/> of the cumulated weight × energy.</summary>
    public int Draw(double u)
    {
        double total = 0;
        foreach (var sum in _sums)
            total += sum;

        // No energy left: every row equals a chosen one, and any row is as good as another.
        var flat = !(total > 0);
        var left = u * (flat ? _data.TotalWeight : total);
        var start = 0;
        if (!flat)
        {
            for (var block = 0; block < _sums.Length - 1 && left >= _sums[block]; block++)
            {
                left -= _sums[block];
                start += _data.BlockSize;
            }
        }

        var last = -1;
        for (var i = start; i < _data.Count; i++)
        {
            var term = flat ? _data.Weight(i) : Term(i);
            if (!(term > 0))
                continue;
            last = i;
            left -= term;
            if (left < 0)
                break;
        }
        return last >= 0 ? last : LastWithEnergy(start - 1);
    }

    /// <summary>Which of the drawn rows would leave the least energy.</summary>
    public int Best(int[] drawn)
    {
        var reach = new float[_count * drawn.Length];
        for (var z = 0; z < _count; z++)
        {
            for (var c = 0; c < drawn.Length; c++)
                reach[(z * drawn.Length) + c] = Reach(_chosen[z], drawn[c]);
        }

        var sums = new double[_data.BlockCount * drawn.Length];
        _data.ForEachBlock((block, start, length) => SumBlock(start, length, drawn, reach, sums.AsSpan(block * drawn.Length, drawn.Length)));

        var totals = new double[drawn.Length];
        for (var i = 0; i < sums.Length; i++)
            totals[i % drawn.Length] += sums[i];
        return TensorPrimitives.IndexOfMin<double>(totals);
    }

    /// <summary>Takes a row as the next prototype.</summary>
    public void Choose(int row)
    {
        var z = _count++;
        _chosen[z] = row;
        var reach = new float[z];
        for (var other = 0; other < z; other++)
            reach[other] = Reach(_chosen[other], row);

        _data.ForEachBlock((_, start, length) => LowerBlock(start, length, row, z, reach));
        _sums = BlockSums();
    }

    private unsafe void SumBlock(int start, int length, int[] drawn, float[] reach, Span<double> sums)
    {
        var dimension = _data.Dimension;
        var weights = _data.Weights;
        foreach (var row in drawn)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)_data.Count, nameof(drawn));
        fixed (float* rows = _data.Span)
        {
            for (var i = start; i < start + length; i++)
            {
                var weight = weights.IsEmpty ? 1 : weights[i];
                if (weight == 0)
                    continue;
                var energy = _energies[i];
                ReadOnlySpan<float> limits = reach.AsSpan(_nearest[i] * drawn.Length, drawn.Length);
                for (var c = 0; c < limits.Length; c++)
                {
                    var left = energy;
                    if (limits[c] <= energy)
                        left = Math.Min(energy, VectorMath.SquaredDistance(rows + ((nint)i * dimension), rows + ((nint)drawn[c] * dimension), dimension));
                    sums[c] += (double)weight * left;
                }
            }
        }
    }

    private unsafe void LowerBlock(int start, int length, int row, int z, float[] reach)
    {
        var dimension = _data.Dimension;
        fixed (float* rows = _data.Span)
        {
            for (var i = start; i < start + length; i++)
            {
                if (z > 0 && reach[_nearest[i]] > _energies[i])
                    continue;
                var energy = VectorMath.SquaredDistance(rows + ((nint)i * dimension), rows + ((nint)row * dimension), dimension);
                if (z > 0 && energy >= _energies[i])
                    continue;
                _energies[i] = energy;
                _nearest[i] = z;
            }
        }
    }

    /// <summary>The energy below which a row next to one row cannot be lowered by the other: (g/2)².</summary>
    private float Reach(int chosen, int candidate)
        => VectorMath.SquaredDistance(_data.Row(chosen), _data.Row(candidate)) * 0.25f * _slack;

    // Rounding can lead past the last row of positive energy.
    private int LastWithEnergy(int from)
    {
        var i = Math.Max(from, 0);
        while (i > 0 && !(Term(i) > 0))
            i--;
        return i;
    }

    // A row without weight may have any energy.
    private double Term(int i) => _data.Weight(i) is > 0 and var weight ? (double)weight * _energies[i] : 0;

    private double[] BlockSums()
    {
        var sums = new double[_data.BlockCount];
        _data.ForEachBlock((block, start, length) =>
        {
            double sum = 0;
            for (var i = start; i < start + length; i++)
                sum += Term(i);
            sums[block] = sum;
        });
        return sums;
    }
}
