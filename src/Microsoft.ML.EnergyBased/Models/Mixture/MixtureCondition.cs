using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// A Gaussian mixture over the unobserved values u of a row, given the others: E(u, z) = c_z + ½(u − m_z)ᵀP_z(u − m_z), with
/// P the block of the precision that belongs to u, and the search for the minima of its F_β.
/// </summary>
internal readonly ref struct MixtureCondition
{
    private const int MostSteps = 1000;

    // A step this short (squared, in standard deviations) is the last.
    private const double LastStep = 1e-16;

    // Components of a smaller share do not make a saddle that matters.
    private const double LeastShare = 1e-3;

    // How far beside a possible saddle the search goes on, as a share of the way to another component's mean.
    private const double Kick = 1e-2;

    private readonly MixtureDensity _components;
    private readonly double _beta;
    private readonly ReadOnlySpan<int> _places;
    private readonly Span<double> _constants;
    private readonly Span<double> _means;
    private readonly Span<double> _precisions;
    private readonly Span<double> _energies;
    private readonly Span<double> _shares;
    private readonly Span<double> _forces;
    private readonly Span<double> _matrix;
    private readonly Span<double> _point;
    private readonly Span<double> _step;
    private readonly Span<double> _difference;
    private readonly Span<double> _scratch;

    /// <param name="components">The mixture.</param>
    /// <param name="beta">β in (0, ∞].</param>
    /// <param name="row">The row, NaN where it is unobserved.</param>
    /// <param name="places">Room for the indices of the unobserved values.</param>
    /// <param name="room">At least <see cref="RoomFor"/> values.</param>
    public MixtureCondition(MixtureDensity components, double beta, ReadOnlySpan<float> row, Span<int> places, Span<double> room)
    {
        _components = components;
        _beta = beta;
        var free = PartialRow.Places(row, places);
        _places = places;
        var k = components.Count;
        var used = 0;
        _constants = Take(room, ref used, k);
        _means = Take(room, ref used, k * free);
        _precisions = Take(room, ref used, k * PrecisionSize(components, free));
        _energies = Take(room, ref used, k);
        _shares = Take(room, ref used, k);
        _forces = Take(room, ref used, k * free);
        _matrix = Take(room, ref used, PrecisionSize(components, free));
        _point = Take(room, ref used, free);
        _step = Take(room, ref used, free);
        _difference = Take(room, ref used, free);
        _scratch = Take(room, ref used, 2 * row.Length);
        for (var z = 0; z < k; z++)
            Condition(z, row);
    }

    /// <summary>Over one value, where constants, means and precisions are known.</summary>
    public MixtureCondition(
        MixtureDensity components, double beta, ReadOnlySpan<int> place, ReadOnlySpan<double> constants, ReadOnlySpan<double> means, ReadOnlySpan<double> precisions, Span<double> room)
    {
        _components = components;
        _beta = beta;
        _places = place;
        var k = components.Count;
        var used = 0;
        _constants = Take(room, ref used, k);
        _means = Take(room, ref used, k);
        _precisions = Take(room, ref used, k);
        _energies = Take(room, ref used, k);
        _shares = Take(room, ref used, k);
        _forces = Take(room, ref used, k);
        _matrix = Take(room, ref used, 1);
        _point = Take(room, ref used, 1);
        _step = Take(room, ref used, 1);
        _difference = Take(room, ref used, 1);
        constants.CopyTo(_constants);
        means.CopyTo(_means);
        precisions.CopyTo(_precisions);
    }

    private int Free => _places.Length;

    public static int RoomFor(MixtureDensity components, int free)
    {
        var k = components.Count;
        return checked((3 * k) + (2 * k * free) + ((k + 1) * PrecisionSize(components, free)) + (3 * free) + (2 * components.Dimension));
    }

    /// <summary>Goes from the conditional mean of a component to a local minimum of F_β.</summary>
    public LatentSearch Search(int z)
    {
        Mean(z).CopyTo(_point);
        var first = Descend();
        var other = FarthestSharer();
        if (other < 0)
            return first;

        TensorPrimitives.Subtract(Mean(other), _point, _step);
        TensorPrimitives.MultiplyAdd(_step, Kick, _point, _point);
        var second = Descend();
        return new LatentSearch(first.Iterations + second.Iterations, second.Gap, second.Converged);
    }

    /// <summary>Writes the point that the search ended at into a row, and beside it the standard deviations of the component that wins there.</summary>
    public void Write(Span<float> row, Span<float> deviations)
    {
        var winner = TensorPrimitives.IndexOfMin<double>(_energies);
        for (var i = 0; i < Free; i++)
        {
            row[_places[i]] = (float)_point[i];
            var precision = Precision(winner)[_components.IsFull ? (i * Free) + i : i];
            deviations[_places[i]] = (float)(1 / Math.Sqrt(precision));
        }
    }

    /// <summary>The conditional mean, precision and constant of a component.</summary>
    private void Condition(int z, ReadOnlySpan<float> row)
    {
        var precision = Precision(z);
        var shift = Mean(z);
        var square = _components.Condition(z, row, _places, shift, precision, _scratch);
        if (_components.IsFull)
        {
            shift.CopyTo(_step);
            precision.CopyTo(_matrix);
            Solve(shift);
            square -= TensorPrimitives.Dot<double>(_step, shift);
        }
        var mean = _scratch[..row.Length];
        _components.Mean(z, mean);
        for (var i = 0; i < Free; i++)
            shift[i] += mean[_places[i]];
        _constants[z] = _components.Constant(z) + (0.5 * Math.Max(square, 0));
    }

    /// <summary>Steps that never raise F_β, until they vanish.</summary>
    private LatentSearch Descend()
    {
        var length = double.PositiveInfinity;
        var step = 0;
        while (step < MostSteps && !(length < LastStep))
        {
            step++;
            Evaluate();
            var sole = _shares.IndexOf(1.0);
            if (sole >= 0)
            {
                // One component explains the row alone: its mean is next, and if it still does there, the last.
                Mean(sole).CopyTo(_point);
                Evaluate();
                if (_shares[sole] == 1)
                    return new LatentSearch(step, 0, true);
                continue;
            }

            _matrix.Clear();
            _step.Clear();
            for (var z = 0; z < _components.Count; z++)
            {
                if (_shares[z] == 0)
                    continue;
                TensorPrimitives.MultiplyAdd(Precision(z), _shares[z], _matrix, _matrix);
                TensorPrimitives.MultiplyAdd(Force(z), _shares[z], _step, _step);
            }
            _step.CopyTo(Force(0));
            Solve(_step);
            TensorPrimitives.Add(_point, _step, _point);
            length = TensorPrimitives.Dot<double>(_step, Force(0));
        }
        Evaluate();
        return new LatentSearch(step, (float)Math.Sqrt(Math.Max(length, 0)), length < LastStep);
    }

    /// <summary>At the point: the energy and share of each component, and the force P_z(m_z − u) of those that have a share.</summary>
    private void Evaluate()
    {
        for (var z = 0; z < _components.Count; z++)
        {
            var force = Force(z);
            if (double.IsPositiveInfinity(_constants[z]))
            {
                _energies[z] = double.PositiveInfinity;
                force.Clear();
                continue;
            }
            TensorPrimitives.Subtract(Mean(z), _point, _difference);
            if (_components.IsFull)
            {
                for (var i = 0; i < Free; i++)
                    force[i] = TensorPrimitives.Dot<double>(Precision(z).Slice(i * Free, Free), _difference);
            }
            else
            {
                TensorPrimitives.Multiply(Precision(z), _difference, force);
            }
            _energies[z] = _constants[z] + (0.5 * TensorPrimitives.Dot<double>(force, _difference));
        }
        MixtureComponents.FreeEnergy(_energies, _beta, _shares);
    }

    /// <summary>Of the components that share in the point, the one whose mean is farthest from it; −1 where one has it alone.</summary>
    private int FarthestSharer()
    {
        var farthest = -1;
        double greatest = 0;
        var sharers = 0;
        for (var z = 0; z < _components.Count; z++)
        {
            if (_shares[z] < LeastShare)
                continue;
            sharers++;
            var distance = _energies[z] - _constants[z];
            if (distance > greatest)
            {
                greatest = distance;
                farthest = z;
            }
        }
        return sharers > 1 ? farthest : -1;
    }

    /// <summary>Solves with the kept matrix, which is used up; where rounding has made it singular, nothing moves.</summary>
    private void Solve(Span<double> b)
    {
        if (!_components.IsFull)
            TensorPrimitives.Divide(b, _matrix, b);
        else if (Cholesky.TryFactor(_matrix, Free))
            Cholesky.Solve(_matrix, Free, b);
        else
            b.Clear();
    }

    private Span<double> Mean(int z) => _means.Slice(z * Free, Free);

    private Span<double> Force(int z) => _forces.Slice(z * Free, Free);

    private Span<double> Precision(int z)
    {
        var size = _matrix.Length;
        return _precisions.Slice(z * size, size);
    }

    private static int PrecisionSize(MixtureDensity components, int free) => components.IsFull ? free * free : free;

    private static Span<double> Take(Span<double> room, scoped ref int used, int count)
    {
        var taken = room.Slice(used, count);
        used += count;
        return taken;
    }
}
