using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>One restart of K-means by coordinate descent.</summary>
/// <remarks>
/// The sums of the rows of each prototype are kept from one iteration to the next and changed by the rows that
/// moved, block by block: that gives the same bits with distance bounds and without, and at any number of threads.
/// The summed energy follows from the sums: Σ w‖y − w_z‖² = Σ w‖y‖² − 2 Σ_z w_zᵀS_z + Σ_z n_z‖w_z‖², in double and
/// in differences to the centre of the rows.
/// </remarks>
internal sealed class CoordinateDescent
{
    private const int RowsListed = 512;

    private readonly TrainingRows _data;
    private readonly KMeansEnergyEstimator.Options _options;
    private readonly int _restart;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly float[] _prototypes;
    private readonly NearestPrototype _nearest;
    private readonly DistanceBounds? _bounds;
    private readonly ClusterSums _sums;
    private readonly int[] _labels;
    private bool _assigned;

    public CoordinateDescent(TrainingRows data, KMeansEnergyEstimator.Options options, float[] prototypes, int restart, IProgress<TrainingProgress>? progress)
    {
        _data = data;
        _options = options;
        _restart = restart;
        _progress = progress;
        _prototypes = prototypes;
        _nearest = new NearestPrototype(prototypes, options.NumberOfPrototypes, data.Dimension);
        _bounds = options.UseBounds && options.NumberOfPrototypes > 1 ? new DistanceBounds(data.Count, options.NumberOfPrototypes, data.Dimension) : null;
        _sums = new ClusterSums(data, options.NumberOfPrototypes);
        _labels = new int[data.Count];
        Array.Fill(_labels, -1);
    }

    public KMeansResult Run()
    {
        var before = double.PositiveInfinity;
        var iteration = 0;
        var converged = false;
        var moved = true;
        var total = 0;
        while (iteration < _options.MaximumIterations && !converged)
        {
            iteration++;
            var changed = Assign();
            var energy = _sums.Energy(_prototypes);
            var reseeded = Reseed();
            total += reseeded;
            _progress?.Report(KMeansTraining.Report(_options, _restart, iteration, energy / _data.TotalWeight));
            if (!changed && reseeded == 0)
            {
                // The prototypes are the means of these rows already.
                converged = true;
                moved = false;
                break;
            }

            UpdatePrototypes();
            converged = reseeded == 0 && _options.Tolerance > 0 && double.IsFinite(before) && before - energy <= _options.Tolerance * before;
            before = energy;
        }

        if (moved)
            Assign();
        var final = _data.SumOver((i, row) => (double)_data.Weight(i) * VectorMath.SquaredDistance(row, Prototype(_labels[i])));
        return new KMeansResult(_prototypes, final, iteration, converged, _restart, total);
    }

    /// <summary>Gives every row its nearest prototype; returns whether any row changed it.</summary>
    private bool Assign()
    {
        var changes = 0;
        _data.ForEachBlock((block, start, length) =>
        {
            var own = AssignBlock(block, start, length);
            Interlocked.Add(ref changes, own);
        });
        _sums.Combine();
        _assigned = true;
        return changes > 0;
    }

    private unsafe int AssignBlock(int block, int start, int length)
    {
        const int Capacity = NearestPrototype.GatherCapacity;
        const int Ahead = 4;
        var listed = stackalloc int[RowsListed];
        var pending = stackalloc int[Capacity];
        var waiting = 0;
        var changes = 0;
        var dimension = _data.Dimension;
        fixed (float* rows = _data.Span, prototypes = _prototypes)
        {
            fixed (int* labels = _labels)
            {
                for (var part = start; part < start + length; part += RowsListed)
                {
                    var count = List(part, Math.Min(RowsListed, start + length - part), labels, listed);
                    for (var j = 0; j < count; j++)
                    {
                        // The listed rows lie anywhere: their first lines are asked for before their turn.
                        if (j + Ahead < count)
                            VectorMath.Prefetch(rows + ((nint)listed[j + Ahead] * dimension), dimension);
                        var i = listed[j];
                        if (_bounds is not null && labels[i] >= 0 && _bounds.Tighten(i, labels[i], rows + ((nint)i * dimension), prototypes))
                            continue;
                        pending[waiting++] = i;
                        if (waiting == Capacity)
                        {
                            changes += AssignPending(block, rows, pending, waiting);
                            waiting = 0;
                        }
                    }
                }
            }
            if (waiting > 0)
                changes += AssignPending(block, rows, pending, waiting);
        }
        return changes;
    }

    /// <summary>Lists the rows that have to be looked at: all of positive weight, or those that the bounds leave in doubt.</summary>
    private unsafe int List(int start, int length, int* labels, int* listed)
    {
        // In the first pass no row has a prototype; later exactly those without weight have none.
        var weights = _data.Weights;
        if (_bounds is not null && _assigned && weights.IsEmpty)
            return _bounds.Advance(start, length, labels, listed);

        var count = 0;
        for (var i = start; i < start + length; i++)
        {
            if (!weights.IsEmpty && weights[i] == 0)
                continue;
            if (_bounds is null || !_assigned)
                listed[count++] = i;
            else
                count += _bounds.Advance(i, 1, labels, listed + count);
        }
        return count;
    }

    private unsafe int AssignPending(int block, float* rows, int* pending, int count)
    {
        const int Capacity = NearestPrototype.GatherCapacity;
        _options.CancellationToken.ThrowIfCancellationRequested();
        var winners = stackalloc int[Capacity];
        var minima = stackalloc float[Capacity];
        var seconds = stackalloc float[Capacity];
        _nearest.FindGathered(rows, pending, count, winners, minima, _bounds is null ? null : seconds);
        var changes = 0;
        for (var j = 0; j < count; j++)
        {
            var i = pending[j];
            var winner = winners[j];
            _bounds?.Set(i, minima[j], seconds[j]);
            if (winner == _labels[i])
                continue;
            _sums.Move(block, _data.Row(i), _data.Weight(i), _labels[i], winner);
            _labels[i] = winner;
            changes++;
        }
        return changes;
    }

    private void UpdatePrototypes()
    {
        var old = _prototypes.AsSpan().ToArray();
        _sums.WriteMeans(_prototypes);
        _nearest.Update(_prototypes);
        _bounds?.Moved(old, _prototypes, _options.CancellationToken);
    }

    /// <summary>Gives every empty prototype a row of the highest energy; returns how many found one (none does where no energy is left).</summary>
    private int Reseed()
    {
        var empty = _sums.EmptyCount;
        if (empty == 0)
            return 0;

        // Highest energy first, of equal ones the first row; a prototype's last row stays with it.
        var energies = new float[_data.Count];
        var order = new int[_data.Count];
        _data.ForEachBlock((_, start, length) =>
        {
            for (var i = start; i < start + length; i++)
            {
                order[i] = i;
                energies[i] = _labels[i] < 0 ? 0 : VectorMath.SquaredDistance(_data.Row(i), Prototype(_labels[i]));
            }
        });
        Array.Sort(order, (a, b) => energies[b] != energies[a] ? energies[b].CompareTo(energies[a]) : a.CompareTo(b));

        var reseeded = 0;
        var next = 0;
        for (var z = 0; z < _options.NumberOfPrototypes; z++)
        {
            if (_sums.RowCount(z) > 0)
                continue;
            while (next < order.Length && energies[order[next]] > 0 && _sums.RowCount(_labels[order[next]]) < 2)
                next++;
            if (next == order.Length || !(energies[order[next]] > 0))
                break;
            var row = order[next++];
            _sums.MoveNow(_data.Row(row), _data.Weight(row), _labels[row], z);
            _labels[row] = z;
            _bounds?.Forget(row);
            reseeded++;
        }
        return reseeded;
    }

    private ReadOnlySpan<float> Prototype(int z) => _prototypes.AsSpan(z * _data.Dimension, _data.Dimension);
}
