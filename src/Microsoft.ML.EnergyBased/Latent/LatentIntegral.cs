using System.Runtime.InteropServices;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>
/// The free energy −(1/β) ln of the mean of e^{−βE(z)} over one or two coordinates of z, by Gauss–Legendre quadrature: a
/// cell is halved along each axis until its parts agree with it. One caller at a time; buffers that have grown are used again.
/// </summary>
/// <remarks>
/// A narrow peak can hide between the nodes of a cell, from it and from its parts. So cells at one of the minima, which
/// were found before, are also halved until they are as narrow as the peak e^{−βE} is there, 1/√(βE″). What another
/// halving would change is the estimate of the error; where there is no room for it, all that the cell might hold.
/// </remarks>
internal sealed class LatentIntegral(LatentGrid grid)
{
    // Beyond this e^{−βE}, at every node of a cell, counts for nothing in double precision.
    private const double Nothing = -37;

    // Beyond this a node lies so far below the minima that were found (E's rounding is enough, where E is large) that the
    // sums are taken anew about its energy: they would overflow.
    private const double Deeper = 37;

    // How wide a cell at a peak may be, and how far a peak reaches, in widths of the peak.
    private const double WidestCell = 3;
    private const double Reach = 6;

    private const int MostNodes = 1 << 17;

    private readonly int _nodesPerCell = grid.NodesPerCell;
    private readonly int _children = grid.Coordinates == 1 ? 2 : 4;
    private readonly List<Cell> _pending = [];
    private readonly List<Cell> _accepted = [];
    private float[] _points = new float[4096];
    private float[] _energies = new float[2048];
    private int _nodes;
    private double _beta;
    private double _shift;
    private double _total;
    private double _error;
    private double _missing;

    /// <summary>The free energy; where the least E is no finite number, that number.</summary>
    public double FreeEnergy { get; private set; }

    /// <summary>The estimate of its error.</summary>
    public double Error { get; private set; }

    /// <summary>Whether the error is within the tolerance, as far as the minima that were found can tell.</summary>
    public bool Converged { get; private set; }

    /// <summary>Computes it.</summary>
    /// <param name="function">E.</param>
    /// <param name="minima">Its minima, just found.</param>
    /// <param name="beta">β, positive and finite.</param>
    /// <param name="tolerance">
    /// How exact the free energy should be, relative to 1/β plus the least E; infinite for cells that are narrow at the
    /// minima, whatever their error.
    /// </param>
    public void Compute(ILatentFunction function, LatentMinima minima, double beta, double tolerance)
    {
        _nodes = 0;
        _accepted.Clear();
        _pending.Clear();
        FreeEnergy = minima.Count > 0 ? minima[0].Energy : double.NaN;
        Error = 0;
        Converged = double.IsFinite(FreeEnergy);
        if (!Converged)
            return;

        _beta = beta;
        _shift = FreeEnergy;
        (_total, _error, _missing) = (0, 0, 0);
        Reserve(grid.Cells * _nodesPerCell);
        grid.Points.CopyTo(_points, 0);
        minima.GridEnergies.CopyTo(_energies);
        Rebase(minima.GridEnergies);
        for (var cell = grid.Cells - 1; cell >= 0; cell--)
        {
            var first = Sum(grid.CellOf(cell), cell * _nodesPerCell);
            _pending.Add(first);
            _total += first.Integral;
        }
        _nodes = grid.Cells * _nodesPerCell;

        var rounding = ILatentFunction.RoundingOf(_shift + (1 / beta), function.Rounding);
        var allowed = (tolerance * (1 + (beta * Math.Abs(_shift)))) + (beta * rounding);
        var complete = minima.IsComplete;
        while (_pending.Count > 0)
        {
            var cell = _pending[^1];
            _pending.RemoveAt(_pending.Count - 1);
            var narrow = IsNarrow(cell.Place, minima, out var greatest);
            if (narrow && (cell.Greatest < Nothing || double.IsPositiveInfinity(tolerance)))
            {
                _accepted.Add(cell);
                continue;
            }
            if (_nodes + (_children * _nodesPerCell) > MostNodes)
            {
                complete = false;
                _error += narrow ? cell.Integral : 0;
                _missing += narrow ? 0 : Volume(cell.Place) * Math.Exp(greatest);
                _accepted.Add(cell);
                continue;
            }

            var parts = Divide(function, ref cell);
            var change = Math.Abs(parts - cell.Integral);
            if (narrow && change <= allowed * _total)
            {
                // Its parts say that the cell itself is exact enough, with half of the nodes.
                _error += change;
                _accepted.Add(cell);
                _pending.RemoveRange(_pending.Count - _children, _children);
                continue;
            }
            _total += parts - cell.Integral;
        }

        _total = 0;
        foreach (var cell in _accepted)
            _total += cell.Integral;
        FreeEnergy = _shift - (Math.Log(_total) / beta);
        Error = ((_error / _total) + Math.Log(1 + (_missing / _total))) / beta;
        Converged = complete;
    }

    /// <summary>
    /// The nodes z of the integral with their probabilities ∝ e^{−βE(z)}.
    /// </summary>
    /// <param name="least">Nodes less likely than this are left out, and the others raised to sum to 1.</param>
    /// <param name="points">Receives their coordinates.</param>
    /// <param name="probabilities">Receives their probabilities.</param>
    public void Posterior(double least, List<float> points, List<double> probabilities)
    {
        points.Clear();
        probabilities.Clear();
        double sum = 0;
        foreach (var cell in _accepted)
        {
            var volume = Volume(cell.Place);
            for (var i = 0; i < _nodesPerCell; i++)
            {
                var probability = volume * grid.RuleWeights[i] * Math.Exp(-_beta * (_energies[cell.Node + i] - _shift)) / _total;
                if (!(probability >= least))
                    continue;
                for (var k = 0; k < grid.Coordinates; k++)
                    points.Add(_points[((cell.Node + i) * grid.Coordinates) + k]);
                probabilities.Add(probability);
                sum += probability;
            }
        }
        for (var i = 0; i < probabilities.Count; i++)
            probabilities[i] /= sum;
    }

    // The parts of a cell, put on the pile; their sum is given.
    private double Divide(ILatentFunction function, ref Cell cell)
    {
        int count = _children * _nodesPerCell, n = grid.Coordinates;
        Reserve(_nodes + count);
        for (var part = 0; part < _children; part++)
            grid.Place(cell.Place.Part(part), _points.AsSpan((_nodes + (part * _nodesPerCell)) * n, _nodesPerCell * n));
        function.Energies(_points.AsSpan(_nodes * n, count * n), _energies.AsSpan(_nodes, count));
        if (Rebase(_energies.AsSpan(_nodes, count)) is double rise)
            cell = cell.Lowered(rise);
        double sum = 0;
        for (var part = 0; part < _children; part++)
        {
            var child = Sum(cell.Place.Part(part), _nodes + (part * _nodesPerCell));
            sum += child.Integral;
            _pending.Add(child);
        }
        _nodes += count;
        return sum;
    }

    // Takes all sums about the least of new energies where it lies far below what they were taken about; gives by how much.
    private double? Rebase(ReadOnlySpan<float> energies)
    {
        var least = _shift;
        foreach (var energy in energies)
            least = energy < least ? energy : least;
        var rise = _beta * (_shift - least);
        if (!(rise > Deeper) || !double.IsFinite(least))
            return null;

        var factor = Math.Exp(-rise);
        _shift = least;
        _total *= factor;
        _error *= factor;
        _missing *= factor;
        foreach (ref var cell in CollectionsMarshal.AsSpan(_pending))
            cell = cell.Lowered(rise);
        foreach (ref var cell in CollectionsMarshal.AsSpan(_accepted))
            cell = cell.Lowered(rise);
        return rise;
    }

    private Cell Sum(LatentCell place, int node)
    {
        double sum = 0, greatest = double.NegativeInfinity;
        for (var i = 0; i < _nodesPerCell; i++)
        {
            var exponent = -_beta * (_energies[node + i] - _shift);
            greatest = Math.Max(greatest, exponent);
            sum += grid.RuleWeights[i] * Math.Exp(exponent);
        }
        return new Cell(place, node, sum * Volume(place), greatest);
    }

    private double Volume(LatentCell place) => grid.Coordinates == 1 ? place.Width : place.Width * place.Width;

    // A peak that a cell is too wide for has at most this exponent.
    private bool IsNarrow(LatentCell place, LatentMinima minima, out double greatest)
    {
        Span<float> point = stackalloc float[2];
        greatest = double.NegativeInfinity;
        for (var i = 0; i < minima.Count; i++)
        {
            ref readonly var minimum = ref minima[i];
            (point[0], point[1]) = (minimum.First, minimum.Second);
            var peak = 1 / (Math.Sqrt(_beta * minimum.Curvature) * grid.Width);
            var exponent = -_beta * (minimum.Energy - _shift);
            if (exponent <= Nothing || place.Width <= WidestCell * peak || !grid.IsNear(place, point, Reach * peak))
                continue;
            greatest = exponent;
            return false;
        }
        return true;
    }

    private void Reserve(int nodes)
    {
        if (_energies.Length < nodes)
            Array.Resize(ref _energies, Math.Max(nodes, 2 * _energies.Length));
        if (_points.Length < nodes * grid.Coordinates)
            Array.Resize(ref _points, Math.Max(nodes * grid.Coordinates, 2 * _points.Length));
    }

    private readonly record struct Cell(LatentCell Place, int Node, double Integral, double Greatest)
    {
        public Cell Lowered(double rise) => this with { Integral = Integral * Math.Exp(-rise), Greatest = Greatest - rise };
    }
}
