using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>
/// Rows of a fit, of which not all is observed, in differences to the means of the columns. A row of weight w has the energy
/// w (d/m) Σ (y_j − w_j)² over its m observed values: v = w d/m is what each of them weighs.
/// </summary>
internal sealed class IncompleteRows
{
    private const int BlockRows = 512;

    private readonly float[] _rows;
    private readonly float[] _weights;
    private readonly int _threads;
    private readonly CancellationToken _cancellation;

    public IncompleteRows(TrainingData data, KMeansEnergyEstimator.Options options)
    {
        Dimension = data.Width;
        Count = data.Count;
        _threads = options.Threads;
        _cancellation = options.CancellationToken;
        _rows = data.Rows.ToArray();
        _weights = new float[Count];
        for (var i = 0; i < Count; i++)
        {
            var missing = Row(i).Count(float.NaN);
            var weight = data.Weights.IsEmpty ? 1 : data.Weights.Span[i];
            TotalWeight += weight;
            _weights[i] = missing == Dimension ? 0 : weight * ((float)Dimension / (Dimension - missing));
        }
        var observed = new RunningMoments(Dimension);
        observed.Add(_rows, Array.ConvertAll(_weights, weight => (double)weight));
        Centre = Array.ConvertAll(observed.Means, mean => (float)mean);
        for (var i = 0; i < _rows.Length; i++)
            _rows[i] -= Centre[i % Dimension];
    }

    public int Count { get; }

    public int Dimension { get; }

    public double TotalWeight { get; }

    /// <summary>The mean of what is observed of each column.</summary>
    public float[] Centre { get; }

    /// <summary>A row, less the centre; NaN where it is not observed.</summary>
    public ReadOnlySpan<float> Row(int i) => _rows.AsSpan(i * Dimension, Dimension);

    /// <summary>v: what each observed value of a row weighs; 0 of a row that is absent or has none.</summary>
    public float Weight(int i) => _weights[i];

    /// <summary>v times the squared distance over what is observed.</summary>
    public float Energy(int i, ReadOnlySpan<float> point) => _weights[i] * PartialRow.SquaredDistance(Row(i), point, out _);

    /// <summary>The nearest prototype of each row and its energy; −1 and 0 of a row that weighs nothing.</summary>
    public double Assign(ReadOnlyMemory<float> prototypes, int[] winners, float[] energies)
    {
        RowBlocks.Run(Count, BlockRows, _threads, _cancellation, (_, start, length) =>
        {
            for (var i = start; i < start + length; i++)
                (winners[i], energies[i]) = Nearest(i, prototypes.Span);
        });
        double sum = 0;
        foreach (var energy in energies)
            sum += energy;
        return sum;
    }

    /// <summary>The nearest prototype of one row, the first of equal ones.</summary>
    public (int Winner, float Energy) Nearest(int i, ReadOnlySpan<float> prototypes)
    {
        if (_weights[i] == 0)
            return (-1, 0);
        var winner = 0;
        var least = float.PositiveInfinity;
        for (var z = 0; z * Dimension < prototypes.Length; z++)
        {
            var energy = Energy(i, prototypes.Slice(z * Dimension, Dimension));
            if (energy < least)
                (winner, least) = (z, energy);
        }
        return (winner, least);
    }

    /// <summary>Takes a row as a prototype: what it does not hold is the mean of the column.</summary>
    public void CopyTo(int i, Span<float> prototype)
    {
        for (var j = 0; j < prototype.Length; j++)
            prototype[j] = float.IsNaN(Row(i)[j]) ? 0 : Row(i)[j];
    }
}
