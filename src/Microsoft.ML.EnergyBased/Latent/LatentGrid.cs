using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>
/// An interval, a circle or a square, cut into cells with the nodes of a Gauss–Legendre rule in each: where a search over
/// one or two coordinates begins, and what an integral over them is first estimated by.
/// </summary>
internal sealed class LatentGrid
{
    private readonly double[] _nodes;
    private readonly double[] _weights;

    /// <param name="coordinates">1 or 2.</param>
    /// <param name="minimum">The least value of each.</param>
    /// <param name="maximum">The greatest value of each.</param>
    /// <param name="isPeriodic">Whether the greatest value is the least again.</param>
    public LatentGrid(int coordinates, float minimum, float maximum, bool isPeriodic)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(coordinates, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(coordinates, 2);
        Coordinates = coordinates;
        Minimum = minimum;
        Maximum = maximum;
        IsPeriodic = isPeriodic;
        CellsPerAxis = coordinates == 1 ? 8 : 4;
        NodesPerAxis = coordinates == 1 ? 8 : 6;
        _nodes = new double[NodesPerAxis];
        _weights = new double[NodesPerAxis];
        GaussLegendre.Rule(_nodes, _weights);
        NodesPerCell = coordinates == 1 ? NodesPerAxis : NodesPerAxis * NodesPerAxis;
        Cells = coordinates == 1 ? CellsPerAxis : CellsPerAxis * CellsPerAxis;
        Points = new float[Cells * NodesPerCell * coordinates];
        RuleWeights = new double[NodesPerCell];
        for (var node = 0; node < NodesPerCell; node++)
            RuleWeights[node] = coordinates == 1 ? _weights[node] : _weights[node / NodesPerAxis] * _weights[node % NodesPerAxis];
        for (var cell = 0; cell < Cells; cell++)
            Place(CellOf(cell), Points.AsSpan(cell * NodesPerCell * coordinates, NodesPerCell * coordinates));
    }

    public int Coordinates { get; }

    public float Minimum { get; }

    public float Maximum { get; }

    public double Width => (double)Maximum - Minimum;

    public bool IsPeriodic { get; }

    public int CellsPerAxis { get; }

    public int NodesPerAxis { get; }

    public int NodesPerCell { get; }

    /// <summary>How many cells the grid begins with.</summary>
    public int Cells { get; }

    /// <summary>The distance of its nodes, about.</summary>
    public double Spacing => Width / (CellsPerAxis * NodesPerAxis);

    /// <summary>The nodes, cell by cell.</summary>
    public float[] Points { get; }

    /// <summary>What the nodes of a cell weigh in it; they sum to 1.</summary>
    public double[] RuleWeights { get; }

    /// <summary>A cell of the grid, in units of the whole width.</summary>
    public LatentCell CellOf(int index)
    {
        var width = 1.0 / CellsPerAxis;
        return Coordinates == 1 ? new LatentCell(index * width, 0, width) : new LatentCell(index / CellsPerAxis * width, index % CellsPerAxis * width, width);
    }

    /// <summary>Writes the nodes of a cell.</summary>
    public void Place(LatentCell cell, Span<float> points)
    {
        for (var node = 0; node < NodesPerCell; node++)
        {
            if (Coordinates == 1)
            {
                points[node] = Value(cell.First + (cell.Width * _nodes[node]));
                continue;
            }
            points[2 * node] = Value(cell.First + (cell.Width * _nodes[node / NodesPerAxis]));
            points[(2 * node) + 1] = Value(cell.Second + (cell.Width * _nodes[node % NodesPerAxis]));
        }
    }

    /// <summary>Whether a point lies in a cell, or no further from it than <paramref name="margin"/> in units of the whole width.</summary>
    public bool IsNear(LatentCell cell, ReadOnlySpan<float> point, double margin)
    {
        for (var k = 0; k < Coordinates; k++)
        {
            var centre = (k == 0 ? cell.First : cell.Second) + (cell.Width / 2);
            var distance = Math.Abs(((point[k] - Minimum) / Width) - centre);
            if (IsPeriodic)
                distance = Math.Min(distance, 1 - distance);
            if (!(distance <= (cell.Width / 2) + margin))
                return false;
        }
        return true;
    }

    /// <summary>Whether no node beside this one has less energy; of equal ones the first counts.</summary>
    public bool IsLocalMinimum(ReadOnlySpan<float> energies, int node)
    {
        var energy = energies[node];
        if (float.IsNaN(energy))
            return false;
        (var row, var column) = Coordinates == 1 ? (node, 0) : Axes(node);
        var side = CellsPerAxis * NodesPerAxis;
        for (var i = -1; i <= 1; i++)
        {
            for (var j = Coordinates == 1 ? 0 : -1; j <= (Coordinates == 1 ? 0 : 1); j++)
            {
                int besideRow = row + i, besideColumn = column + j;
                if (IsPeriodic)
                    besideRow = (besideRow + side) % side;
                if ((i == 0 && j == 0) || besideRow < 0 || besideRow >= side || besideColumn < 0 || besideColumn >= side)
                    continue;
                var beside = Coordinates == 1 ? besideRow : Node(besideRow, besideColumn);
                if (energies[beside] < energy || (energies[beside] == energy && beside < node))
                    return false;
            }
        }
        return true;
    }

    private float Value(double share) => (float)Math.Min(Maximum, Minimum + (share * Width));

    // A square's nodes come cell by cell: from their number to row and column, and back.
    private (int Row, int Column) Axes(int node)
    {
        (var cell, var inside) = Math.DivRem(node, NodesPerCell);
        return ((cell / CellsPerAxis * NodesPerAxis) + (inside / NodesPerAxis), (cell % CellsPerAxis * NodesPerAxis) + (inside % NodesPerAxis));
    }

    private int Node(int row, int column)
        => (((row / NodesPerAxis * CellsPerAxis) + (column / NodesPerAxis)) * NodesPerCell) + (row % NodesPerAxis * NodesPerAxis) + (column % NodesPerAxis);
}

/// <summary>A part of an interval or a square: where it begins along each axis, and its width, all in units of the whole.</summary>
internal readonly record struct LatentCell(double First, double Second, double Width)
{
    /// <summary>One half of an interval, or one quarter of a square.</summary>
    public LatentCell Part(int index) => new(First + ((index & 1) * Width / 2), Second + ((index >> 1) * Width / 2), Width / 2);
}
