using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>
/// For each prototype the number of its rows, their weight, and their weighted sum in differences to the centre. A
/// block notes what its rows change; <see cref="Combine"/> adds the notes in block order.
/// </summary>
internal sealed class ClusterSums
{
    private readonly TrainingRows _data;
    private readonly int _clusters;
    private readonly int _dimension;
    private readonly Totals _totals;
    private readonly Totals[] _changes;

    public ClusterSums(TrainingRows data, int clusters)
    {
        _data = data;
        _clusters = clusters;
        _dimension = data.Dimension;
        _totals = new Totals(clusters, _dimension);
        _changes = new Totals[data.BlockCount];
        for (var block = 0; block < _changes.Length; block++)
            _changes[block] = new Totals(clusters, _dimension);
    }

    public int EmptyCount
    {
        get
        {
            var empty = 0;
            foreach (var rows in _totals.Rows)
                empty += rows == 0 ? 1 : 0;
            return empty;
        }
    }

    public int RowCount(int z) => _totals.Rows[z];

    /// <summary>Notes that a row goes from one prototype (−1: none yet) to another.</summary>
    public void Move(int block, ReadOnlySpan<float> row, float weight, int from, int to) => Move(_changes[block], row, weight, from, to);

    /// <summary>The same outside of any block, at once.</summary>
    public void MoveNow(ReadOnlySpan<float> row, float weight, int from, int to) => Move(_totals, row, weight, from, to);

    public void Combine()
    {
        foreach (var change in _changes)
        {
            for (var z = 0; z < _clusters; z++)
            {
                if (!change.Touched[z])
                    continue;
                _totals.Rows[z] += change.Rows[z];
                _totals.Weights[z] += change.Weights[z];
                var own = change.Sum(z);
                System.Numerics.Tensors.TensorPrimitives.Add(_totals.Sum(z), own, _totals.Sum(z));
                own.Clear();
                change.Rows[z] = 0;
                change.Weights[z] = 0;
                change.Touched[z] = false;
            }
        }
    }

    /// <summary>The summed energy of the rows under these prototypes.</summary>
    public double Energy(ReadOnlySpan<float> prototypes)
    {
        var energy = _data.Spread;
        for (var z = 0; z < _clusters; z++)
        {
            ReadOnlySpan<double> sum = _totals.Sum(z);
            double product = 0;
            double norm = 0;
            for (var j = 0; j < _dimension; j++)
            {
                var difference = (double)prototypes[(z * _dimension) + j] - _data.Centre[j];
                product += difference * sum[j];
                norm += difference * difference;
            }
            energy += (_totals.Weights[z] * norm) - (2 * product);
        }
        return Math.Max(energy, 0);
    }

    /// <summary>Writes the mean of each prototype's rows; one without rows stays where it is.</summary>
    public void WriteMeans(Span<float> prototypes)
    {
        for (var z = 0; z < _clusters; z++)
        {
            if (_totals.Rows[z] == 0)
                continue;
            ReadOnlySpan<double> sum = _totals.Sum(z);
            for (var j = 0; j < _dimension; j++)
                prototypes[(z * _dimension) + j] = (float)(_data.Centre[j] + (sum[j] / _totals.Weights[z]));
        }
    }

    private void Move(Totals totals, ReadOnlySpan<float> row, float weight, int from, int to)
    {
        if (from >= 0)
        {
            VectorMath.AddScaled(row, _data.Centre, -weight, totals.Sum(from));
            totals.Note(from, -1, -weight);
        }
        VectorMath.AddScaled(row, _data.Centre, weight, totals.Sum(to));
        totals.Note(to, 1, weight);
    }

    private sealed class Totals(int clusters, int dimension)
    {
        public readonly double[] Weights = new double[clusters];
        public readonly int[] Rows = new int[clusters];
        public readonly bool[] Touched = new bool[clusters];

        private readonly double[] _sums = new double[checked(clusters * dimension)];

        public Span<double> Sum(int z) => _sums.AsSpan(z * dimension, dimension);

        public void Note(int z, int rows, double weight)
        {
            Rows[z] += rows;
            Weights[z] += weight;
            Touched[z] = true;
        }
    }
}
