using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

// For atoms that lean on each other so much that steps of one, or of all along the gradient, hardly move: on the
// atoms that are active, with their signs, the minimum is the solution of a linear system. The code goes towards it, and an
// atom whose value would change its sign leaves where it is 0; at the minimum the atom that violates most joins. Each
// such minimum is lower than the one before, so that it ends (Lee, Battle, Raina and Ng, "Efficient sparse coding
// algorithms", NIPS 2006). All of it is in double: with such atoms the digits of Single do not tell one code from another.
internal sealed partial class SparseSearch
{
    // An atom is a combination of those that are active where what they leave of it is this share of its square.
    private const double Dependent = 1e-12;

    // What a correlation may exceed λ by.
    private const double Slack = 1e-10;

    private readonly List<int> _set = [];
    private double[] _exact = [];
    private double[] _signs = [];
    private double[] _square = [];
    private double[] _factor = [];
    private double[] _target = [];
    private double[] _away = [];
    private double[] _covered = [];

    /// <summary>At most so many systems; the better one of the code that stands and that which is found is kept.</summary>
    private void Solve(ReadOnlySpan<float> row, double allowed, int most)
    {
        var atoms = _dictionary.Count;
        var dimension = _dictionary.Dimension;
        if (_exact.Length < atoms)
            (_exact, _signs) = (new double[atoms], new double[atoms]);
        if (_away.Length < Math.Max(atoms, dimension))
            (_away, _covered) = (new double[Math.Max(atoms, dimension)], new double[Math.Max(atoms, dimension)]);
        Array.Clear(_exact);
        _set.Clear();
        var room = Math.Min(Math.Min(atoms, dimension), MostActive);
        if (_square.Length < room * room)
            (_square, _factor, _target) = (new double[room * room], new double[room * room], new double[2 * room]);

        double exactGap, exactEnergy;
        var before = double.PositiveInfinity;
        var step = 0;
        while (true)
        {
            _cancellation.ThrowIfCancellationRequested();
            var next = Judge(row, out exactEnergy, out exactGap);
            // Where the energy falls no more, what violates does so by a rounding error.
            if (exactGap <= 0.1 * allowed || next < 0 || step >= most || !(exactEnergy < before) || !Join(next, room))
                break;
            before = exactEnergy;
            do
                step++;
            while (!Approach(row) && step < most);
        }
        Iterations = (int)Math.Min((long)Iterations + step, int.MaxValue);
        if (!(exactGap < Gap))
            return;
        for (var k = 0; k < atoms; k++)
            PaddedCode[k] = (float)_exact[k];
        Certify(row);
        // The bound holds for the code before it was rounded; rounding adds what it adds to the energy.
        Gap = Math.Min(Gap, exactGap + Math.Max(0, Energy - exactEnergy));
    }

    /// <summary>Energy and duality gap of the code in double, and the atom that violates most; −1 where none does.</summary>
    private int Judge(ReadOnlySpan<float> row, out double energy, out double gap)
    {
        var dimension = _dictionary.Dimension;
        var residual = _covered.AsSpan(0, dimension);
        for (var j = 0; j < dimension; j++)
            residual[j] = row[j];
        double penalty = 0;
        foreach (var k in _set)
        {
            penalty += _inference.Sparsity * Math.Abs(_exact[k]);
            var atom = _dictionary.Atom(k);
            for (var j = 0; j < dimension; j++)
                residual[j] -= _exact[k] * atom[j];
        }
        var square = TensorPrimitives.SumOfSquares<double>(residual);

        double greatest = 0, violation = _inference.Sparsity * (1 + Slack), along = 0;
        var next = -1;
        for (var k = 0; k < _dictionary.Count; k++)
        {
            var correlation = Correlation(k, residual);
            var size = _inference.NonNegative ? correlation : Math.Abs(correlation);
            greatest = Math.Max(greatest, size);
            along += correlation * _exact[k];
            if (size <= violation || _exact[k] != 0 || _set.Contains(k))
                continue;
            violation = size;
            next = k;
            _signs[k] = Math.Sign(correlation);
        }
        var scale = greatest > _inference.Sparsity ? _inference.Sparsity / greatest : 1;
        energy = (0.5 * square) + penalty;
        gap = (0.5 * (1 - scale) * (1 - scale) * square) + Math.Max(0, penalty - (scale * along));
        return next;
    }

    private double Correlation(int k, ReadOnlySpan<double> values)
    {
        var atom = _dictionary.Atom(k);
        double sum = 0;
        for (var j = 0; j < values.Length; j++)
            sum += atom[j] * values[j];
        return sum;
    }

    /// <summary>Takes an atom into the set; where it is a combination of the others one of those leaves for it. False where there is no room.</summary>
    private bool Join(int next, int room)
    {
        var count = _set.Count;
        var products = _target.AsSpan(0, count + 1);
        if (count == room && count == MostActive)
            return false;
        var atom = _dictionary.Atom(next);
        for (var j = 0; j < _dictionary.Dimension; j++)
            _covered[j] = atom[j];
        ReadOnlySpan<double> own = _covered.AsSpan(0, _dictionary.Dimension);
        var norm = TensorPrimitives.SumOfSquares(own);
        for (var i = 0; i < count; i++)
            products[i] = Correlation(_set[i], own);

        // Its combination of the others: G u = Wᵀw.
        Factor();
        var combination = _away.AsSpan(0, count);
        products[..count].CopyTo(combination);
        Cholesky.Solve(_factor, count, combination);
        var left = norm - TensorPrimitives.Dot<double>(combination, products[..count]);
        if (count < room && left > Dependent * norm)
        {
            Grow(next, products, norm);
            return true;
        }

        // Along (−u, 1) nothing changes but the penalty, which falls: as far as the first of the others becomes 0.
        var sign = _signs[next];
        var most = double.PositiveInfinity;
        var leaves = -1;
        for (var i = 0; i < count; i++)
        {
            var rate = -sign * combination[i];
            var reach = -_exact[_set[i]] / rate;
            if (rate * _signs[_set[i]] < 0 && reach < most)
                (most, leaves) = (reach, i);
        }
        if (leaves < 0)
            return false;
        for (var i = 0; i < count; i++)
            _exact[_set[i]] -= sign * combination[i] * most;
        _exact[next] = sign * most;
        Leave(leaves);
        for (int i = 0, place = 0; i < count; i++)
        {
            if (i != leaves)
                products[place++] = products[i];
        }
        Grow(next, products[..count], norm);
        return true;
    }

    /// <summary>Goes to the minimum over the active atoms; false where one of them became 0 on the way and left.</summary>
    private bool Approach(ReadOnlySpan<float> row)
    {
        var count = _set.Count;
        if (count == 0)
            return true;
        for (var j = 0; j < _dictionary.Dimension; j++)
            _covered[j] = row[j];
        var target = _away.AsSpan(0, count);
        for (var i = 0; i < count; i++)
            target[i] = Correlation(_set[i], _covered.AsSpan(0, _dictionary.Dimension)) - (_inference.Sparsity * _signs[_set[i]]);
        Factor();
        Cholesky.Solve(_factor, count, target);

        double share = 1;
        var leaves = -1;
        for (var i = 0; i < count; i++)
        {
            var from = _exact[_set[i]];
            if (target[i] * _signs[_set[i]] > 0)
                continue;
            var reach = from == target[i] ? 0 : from / (from - target[i]);
            if (reach < share)
                (share, leaves) = (reach, i);
        }
        for (var i = 0; i < count; i++)
            _exact[_set[i]] += share * (target[i] - _exact[_set[i]]);
        if (leaves < 0)
            return true;
        Leave(leaves);
        return false;
    }

    private void Grow(int next, ReadOnlySpan<double> products, double norm)
    {
        var count = _set.Count;
        var stride = count + 1;
        // Rows move apart from the last on.
        for (var i = count - 1; i >= 0; i--)
        {
            _square.AsSpan(i * count, count).CopyTo(_square.AsSpan(i * stride));
            _square[(i * stride) + count] = products[i];
        }
        products[..count].CopyTo(_square.AsSpan(count * stride));
        _square[(count * stride) + count] = norm;
        _set.Add(next);
    }

    private void Leave(int place)
    {
        var count = _set.Count;
        var to = 0;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                if (i != place && j != place)
                    _square[to++] = _square[(i * count) + j];
            }
        }
        _exact[_set[place]] = 0;
        _set.RemoveAt(place);
    }

    private void Factor()
    {
        var count = _set.Count;
        _square.AsSpan(0, count * count).CopyTo(_factor);
        // The set is held independent: what is missing to that is rounding.
        for (var i = 0; i < count && !Cholesky.TryFactor(_factor.AsSpan(0, count * count), count); i++)
        {
            var lift = Math.Pow(10, i) * Dependent;
            _square.AsSpan(0, count * count).CopyTo(_factor);
            for (var j = 0; j < count; j++)
                _factor[(j * count) + j] *= 1 + lift;
        }
    }
}
