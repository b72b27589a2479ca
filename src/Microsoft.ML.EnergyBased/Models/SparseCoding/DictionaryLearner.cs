using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>One step of dictionary learning for each batch: codes, what they add to the sufficient statistics, and the atoms that follow.</summary>
/// <remarks>
/// With A = Σ z zᵀ and B = Σ z yᵀ over the rows seen, earlier ones counting less, the mean objective is a quadratic of
/// the atoms: ½ tr(WᵀWA) − tr(WB), up to a constant. It is lowered over one atom after the other,
/// u = w_k + (b_k − W a_k)/A_kk, and w_k = u/max(‖u‖, 1) (algorithm 2). Threads share out rows for the codes and atoms
/// for the statistics, each sum being made in the order of the rows: their number does not matter.
/// </remarks>
internal sealed partial class DictionaryLearner
{
    private const int RowsPerPart = 8;
    private const int AtomsPerPart = 16;

    // An atom that no row used in so many batches is put to where the data is not explained.
    private const int MostIdleBatches = 10;

    private readonly SparseCodingEstimator.Options _options;
    private readonly SparseInference _inference;
    private readonly float[] _atoms;
    private readonly Batch _batch;
    private readonly WorkTeam _team;
    private readonly int _count;
    private readonly int _dimension;
    private readonly SparseDictionary _dictionary = new();
    private readonly WorkspacePool<SparseSearch> _searches = new(() => new SparseSearch());
    private readonly Action<int> _code;
    private readonly Action<int> _accumulate;
    private readonly float[] _squares;
    private readonly float[] _products;
    private readonly double[] _energies;
    private readonly bool[] _converged;
    private readonly int[] _active;
    private readonly int[] _places;
    private readonly float[] _values;
    private readonly int[] _idle;
    private readonly float[] _target;
    private float _kept;
    private long _steps;

    /// <param name="options">The options.</param>
    /// <param name="atoms">K × d values, learnt in place.</param>
    /// <param name="batch">Holds the rows of each step.</param>
    /// <param name="team">Shares the work.</param>
    public DictionaryLearner(SparseCodingEstimator.Options options, float[] atoms, Batch batch, WorkTeam team)
    {
        _options = options;
        _inference = options.Inference;
        _atoms = atoms;
        _batch = batch;
        _team = team;
        _count = options.NumberOfAtoms;
        _dimension = batch.Width;
        _code = CodePart;
        _accumulate = AccumulatePart;
        _squares = new float[checked(_count * _count)];
        _products = new float[atoms.Length];
        _energies = new double[batch.Capacity];
        _converged = new bool[batch.Capacity];
        _active = new int[batch.Capacity];
        _places = new int[checked(batch.Capacity * _count)];
        _values = new float[_places.Length];
        _idle = new int[_count];
        _target = new float[_dimension];
    }

    /// <summary>How many searches ended before their gap was reached.</summary>
    public long Unfinished { get; set; }

    /// <summary>Learns from the rows in the batch; gives the sum of their energies under the atoms as they were.</summary>
    public double Step()
    {
        _dictionary.Update(_atoms, _count, _dimension, _inference.Algorithm, _team);
        _team.Run(RowBlocks.Count(_batch.Count, RowsPerPart), _code);
        double energy = 0;
        foreach (var value in _energies.AsSpan(0, _batch.Count))
            energy += value;
        if (!double.IsFinite(energy))
            return energy;

        Unfinished += _converged.AsSpan(0, _batch.Count).Count(false);
        _steps++;
        _kept = MathF.Pow(1 - (1f / _steps), _options.Forgetting);
        _team.Run(RowBlocks.Count(_count, AtomsPerPart), _accumulate);
        UpdateAtoms();
        ReplaceIdle();
        return energy;
    }

    private void CodePart(int part)
    {
        var start = part * RowsPerPart;
        var length = Math.Min(RowsPerPart, _batch.Count - start);
        var search = _searches.Take();
        var products = search.Begin(_dictionary, _inference, _batch.Rows(start, length), _options.CancellationToken);
        for (var i = 0; i < length; i++)
        {
            var found = search.Run(_batch.Row(start + i), products.Slice(i * _dictionary.Width, _dictionary.Width));
            _energies[start + i] = found ? search.Energy : double.NaN;
            _converged[start + i] = search.Converged;
            var active = 0;
            var room = (start + i) * _count;
            var code = search.Code;
            for (var k = 0; k < code.Length; k++)
            {
                if (code[k] == 0)
                    continue;
                _places[room + active] = k;
                _values[room + active++] = code[k];
            }
            _active[start + i] = active;
        }
        _searches.Return(search);
    }

    private void AccumulatePart(int part)
    {
        var first = part * AtomsPerPart;
        var end = Math.Min(_count, first + AtomsPerPart);
        var squares = _squares.AsSpan(first * _count, (end - first) * _count);
        var products = _products.AsSpan(first * _dimension, (end - first) * _dimension);
        TensorPrimitives.Multiply(squares, _kept, squares);
        TensorPrimitives.Multiply(products, _kept, products);
        for (var k = first; k < end; k++)
            _idle[k]++;

        for (var i = 0; i < _batch.Count; i++)
        {
            ReadOnlySpan<int> places = _places.AsSpan(i * _count, _active[i]);
            ReadOnlySpan<float> values = _values.AsSpan(i * _count, _active[i]);
            for (var active = 0; active < places.Length; active++)
            {
                var k = places[active];
                if (k < first || k >= end)
                    continue;
                _idle[k] = 0;
                var value = values[active];
                var own = squares.Slice((k - first) * _count, _count);
                for (var other = 0; other < places.Length; other++)
                    own[places[other]] += value * values[other];
                var product = products.Slice((k - first) * _dimension, _dimension);
                TensorPrimitives.MultiplyAdd(_batch.Row(i), value, product, product);
            }
        }
    }

    /// <summary>Puts atoms that are not used where rows of this batch are explained worst, and forgets what was known of them.</summary>
    private void ReplaceIdle()
    {
        int[]? worst = null;
        var next = 0;
        for (var k = 0; k < _count; k++)
        {
            if (_idle[k] < MostIdleBatches)
                continue;
            worst ??= [.. Enumerable.Range(0, _batch.Count).OrderByDescending(i => _energies[i])];
            var atom = _atoms.AsSpan(k * _dimension, _dimension);
            while (next < worst.Length && !Unexplained(worst[next], atom))
                next++;
            if (next == worst.Length)
                return;
            next++;
            _idle[k] = 0;
            _squares.AsSpan(k * _count, _count).Clear();
            for (var other = 0; other < _count; other++)
                _squares[(other * _count) + k] = 0;
            _products.AsSpan(k * _dimension, _dimension).Clear();
        }
    }

    /// <summary>The direction of what the atoms leave of a row; false where they leave nothing.</summary>
    private bool Unexplained(int row, Span<float> direction)
    {
        _batch.Row(row).CopyTo(_target);
        for (var active = 0; active < _active[row]; active++)
        {
            ReadOnlySpan<float> atom = _atoms.AsSpan(_places[(row * _count) + active] * _dimension, _dimension);
            TensorPrimitives.MultiplyAdd(atom, -_values[(row * _count) + active], _target, _target);
        }
        if (TensorPrimitives.Norm<float>(_target) <= 1e-6f * TensorPrimitives.Norm<float>(_batch.Row(row)))
            return false;
        _target.CopyTo(direction);
        DictionaryStart.Project(direction, shorten: false);
        return true;
    }
}
