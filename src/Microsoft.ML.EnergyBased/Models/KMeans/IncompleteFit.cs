using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>One restart of K-means on rows of which not all is observed, by coordinate descent or by steps on the winner.</summary>
/// <remarks>
/// Both lower Σ_i v_i min_z Σ_j (y_ij − w_zj)², the energy of the rows by what they observe: a prototype's value is the mean of
/// those observed of its rows, each weighing v, and steps leave a value alone that the row does not hold. It is as if the row held
/// the winner's value there. A value that no row of a prototype observes stays where it is.
/// </remarks>
internal sealed class IncompleteFit(IncompleteRows data, KMeansEnergyEstimator.Options options, int restart, IProgress<TrainingProgress>? progress)
{
    private const int RowsBetweenLooks = 256;

    private readonly int _k = options.NumberOfPrototypes;
    private readonly int _dimension = data.Dimension;
    private readonly float[] _prototypes = new float[options.NumberOfPrototypes * data.Dimension];
    private readonly int[] _winners = new int[data.Count];
    private readonly float[] _energies = new float[data.Count];

    public KMeansResult Run()
    {
        Start();
        var before = double.PositiveInfinity;
        int iteration = 0, total = 0;
        var converged = false;
        while (iteration < options.MaximumIterations && !converged)
        {
            var old = _prototypes.ToArray();
            var energy = options.TrainingAlgorithm == KMeansTrainingAlgorithm.Gradient ? Steps(iteration) : Means();
            iteration++;
            var reseeded = Reseed();
            total += reseeded;
            progress?.Report(KMeansTraining.Report(options, restart, iteration, energy / data.TotalWeight));
            converged = reseeded == 0
                && (_prototypes.AsSpan().SequenceEqual(old) || (options.Tolerance > 0 && double.IsFinite(before) && before - energy <= options.Tolerance * before));
            before = energy;
        }

        var final = data.Assign(_prototypes, _winners, _energies);
        for (var start = 0; start < _prototypes.Length; start += _dimension)
            TensorPrimitives.Add(_prototypes.AsSpan(start, _dimension), data.Centre, _prototypes.AsSpan(start, _dimension));
        return new KMeansResult(_prototypes, final, iteration, converged, restart, total);
    }

    private Span<float> Prototype(int z) => _prototypes.AsSpan(z * _dimension, _dimension);

    private void Start()
    {
        if (options.Start is { } given)
        {
            for (var i = 0; i < given.Length; i++)
                _prototypes[i] = given[i] - data.Centre[i % _dimension];
            return;
        }

        // k-means++ by what is observed: a row's chance is the energy that the prototypes so far leave it, or its weight.
        var left = new float[data.Count];
        for (var i = 0; i < left.Length; i++)
            left[i] = data.Weight(i);
        var isPlusPlus = options.Initialization == KMeansInitialization.KMeansPlusPlus;
        for (var z = 0; z < _k; z++)
        {
            var place = new RandomStream(options.RandomSeed, RandomPurpose.KMeansStart, (uint)restart, (ulong)z).Uniform(0);
            var row = Draw(left, place);
            data.CopyTo(row, Prototype(z));
            for (var i = 0; i < left.Length; i++)
            {
                if (isPlusPlus)
                    left[i] = z == 0 ? data.Energy(i, Prototype(z)) : Math.Min(left[i], data.Energy(i, Prototype(z)));
            }
            left[row] = 0;
        }
    }

    private int Draw(float[] chances, double place)
    {
        double total = 0;
        foreach (var chance in chances)
            total += chance;
        var last = 0;
        place *= total;
        for (var i = 0; i < chances.Length; i++)
        {
            if (total > 0 ? !(chances[i] > 0) : data.Weight(i) == 0)
                continue;
            last = i;
            place -= chances[i];
            if (place < 0)
                break;
        }
        return last;
    }

    /// <summary>Each row takes its nearest prototype, then each prototype the means of its rows; gives the energy that the rows had.</summary>
    private double Means()
    {
        var energy = data.Assign(_prototypes, _winners, _energies);
        var sums = new double[_prototypes.Length];
        var totals = new double[_prototypes.Length];
        for (var i = 0; i < data.Count; i++)
        {
            if (i % RowsBetweenLooks == 0)
                options.CancellationToken.ThrowIfCancellationRequested();
            if (_winners[i] < 0)
                continue;
            var row = data.Row(i);
            var at = _winners[i] * _dimension;
            for (var j = 0; j < row.Length; j++)
            {
                if (float.IsNaN(row[j]))
                    continue;
                sums[at + j] += (double)data.Weight(i) * row[j];
                totals[at + j] += data.Weight(i);
            }
        }
        for (var i = 0; i < sums.Length; i++)
        {
            if (totals[i] > 0)
                _prototypes[i] = (float)(sums[i] / totals[i]);
        }
        return energy;
    }

    /// <summary>One step a row in an order of the epoch's own; a row that weighs v makes v steps at once.</summary>
    private double Steps(int epoch)
    {
        int[] order = [.. Enumerable.Range(0, data.Count)];
        new RandomStream(options.RandomSeed, RandomPurpose.RowOrder, (uint)epoch, (ulong)restart).Shuffle<int>(order);
        var rate = options.LearningRate / (1 + epoch);
        double total = 0;
        for (var step = 0; step < order.Length; step++)
        {
            if (step % RowsBetweenLooks == 0)
                options.CancellationToken.ThrowIfCancellationRequested();
            var i = order[step];
            (_winners[i], _energies[i]) = data.Nearest(i, _prototypes);
            total += _energies[i];
            if (_winners[i] < 0)
                continue;
            var row = data.Row(i);
            var prototype = Prototype(_winners[i]);
            var share = 1 - MathF.Pow(1 - rate, data.Weight(i));
            for (var j = 0; j < row.Length; j++)
                prototype[j] += float.IsNaN(row[j]) ? 0 : share * (row[j] - prototype[j]);
        }
        return total;
    }

    /// <summary>Gives every prototype without rows the row of highest energy; returns how many found one.</summary>
    private int Reseed()
    {
        var counts = new int[_k];
        foreach (var winner in _winners)
        {
            if (winner >= 0)
                counts[winner]++;
        }
        var reseeded = 0;
        for (var z = 0; z < _k; z++)
        {
            if (counts[z] > 0)
                continue;
            var row = TensorPrimitives.IndexOfMax<float>(_energies);
            if (!(_energies[row] > 0))
                break;
            data.CopyTo(row, Prototype(z));
            _energies[row] = 0;
            reseeded++;
        }
        return reseeded;
    }
}
