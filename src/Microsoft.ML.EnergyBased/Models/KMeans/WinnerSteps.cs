using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>One restart of K-means by stochastic gradient steps on the winning prototype.</summary>
/// <remarks>
/// ∂‖y − w‖²/∂w = −2(y − w), so a step of size η/2 takes w the share η of the way to y. Epoch t visits the rows in
/// an order of its own with η = LearningRate/(1 + t); a row of weight v makes v steps at once, a share of
/// 1 − (1 − η)ᵛ. A prototype that won no row in an epoch moves to the row of highest energy. An epoch that moves no
/// prototype is the last, whatever the tolerance is: those after it would move none either.
/// Rows and prototypes are measured from the rows' centre: far from 0 steps would be lost to rounding.
/// </remarks>
internal sealed class WinnerSteps(TrainingRows data, KMeansEnergyEstimator.Options options, float[] prototypes, int restart, IProgress<TrainingProgress>? progress)
{
    // Differences between two looks at the token: some milliseconds.
    private const long ValuesPerLook = 1 << 22;

    private readonly int _dimension = data.Dimension;
    private readonly float[] _energies = new float[data.Count];
    private readonly int[] _wins = new int[options.NumberOfPrototypes];
    private readonly int _interval = (int)Math.Max(1, ValuesPerLook / ((long)options.NumberOfPrototypes * data.Dimension));
    private bool _moved;
    private readonly float[] _row = new float[data.Dimension];

    public KMeansResult Run()
    {
        var order = new int[data.Count];
        var before = double.PositiveInfinity;
        var converged = false;
        var epoch = 0;
        var total = 0;
        for (var start = 0; start < prototypes.Length; start += _dimension)
            FromCentre(prototypes.AsSpan(start, _dimension), prototypes.AsSpan(start, _dimension));
        while (epoch < options.MaximumIterations && !converged)
        {
            for (var i = 0; i < order.Length; i++)
                order[i] = i;
            new RandomStream(options.RandomSeed, RandomPurpose.RowOrder, (uint)epoch, (ulong)restart).Shuffle<int>(order);

            var energy = Epoch(order, options.LearningRate / (1 + epoch));
            epoch++;
            var reseeded = Reseed();
            total += reseeded;
            progress?.Report(KMeansTraining.Report(options, restart, epoch, energy / data.TotalWeight));
            converged = reseeded == 0
                && (!_moved || (options.Tolerance > 0 && double.IsFinite(before) && before - energy <= options.Tolerance * before));
            before = energy;
        }

        for (var start = 0; start < prototypes.Length; start += _dimension)
            TensorPrimitives.Add(prototypes.AsSpan(start, _dimension), data.Centre, prototypes.AsSpan(start, _dimension));
        var nearest = new NearestPrototype(prototypes, options.NumberOfPrototypes, _dimension);
        data.ForEachBlock((_, start, length) =>
            nearest.Find(data.Span.Slice(start * _dimension, length * _dimension), default, _energies.AsSpan(start, length)));
        var final = data.SumOver((i, _) => (double)data.Weight(i) * _energies[i]);
        return new KMeansResult(prototypes, final, epoch, converged, restart, total);
    }

    /// <summary>One step a row; returns the energy that the rows had when their turn came.</summary>
    private unsafe double Epoch(int[] order, float rate)
    {
        Array.Clear(_wins);
        _moved = false;
        double total = 0;
        fixed (float* row = _row, first = prototypes)
        {
            for (var step = 0; step < order.Length; step++)
            {
                if (step % _interval == 0)
                    options.CancellationToken.ThrowIfCancellationRequested();
                var i = order[step];
                var weight = data.Weight(i);
                if (weight == 0)
                    continue;

                FromCentre(data.Row(i), _row);
                var winner = 0;
                var minimum = float.PositiveInfinity;
                for (var z = 0; z < options.NumberOfPrototypes; z++)
                {
                    var energy = VectorMath.SquaredDistance(row, first + ((long)z * _dimension), _dimension);
                    if (energy < minimum)
                    {
                        minimum = energy;
                        winner = z;
                    }
                }

                var share = weight == 1 ? rate : 1 - MathF.Pow(1 - rate, weight);
                var prototype = first + ((long)winner * _dimension);
                for (var j = 0; j < _dimension; j++)
                {
                    var next = prototype[j] + (share * (row[j] - prototype[j]));
                    _moved |= next != prototype[j];
                    prototype[j] = next;
                }
                _energies[i] = minimum;
                _wins[winner]++;
                total += (double)weight * minimum;
            }
        }
        return total;
    }

    private void FromCentre(ReadOnlySpan<float> row, Span<float> difference) => TensorPrimitives.Subtract(row, data.Centre, difference);

    private int Reseed()
    {
        var reseeded = 0;
        for (var z = 0; z < _wins.Length; z++)
        {
            if (_wins[z] > 0)
                continue;
            var row = TensorPrimitives.IndexOfMax<float>(_energies);
            if (!(_energies[row] > 0))
                break;
            FromCentre(data.Row(row), prototypes.AsSpan(z * _dimension, _dimension));
            _energies[row] = 0;
            reseeded++;
        }
        return reseeded;
    }
}
