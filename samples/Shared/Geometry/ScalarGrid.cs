using ScottPlot;

namespace Samples.Shared;

/// <summary>
/// Values on a regular grid of points, the borders included: what heat maps and contours are drawn from. Points are
/// numbered row by row, x fastest, from the lower left corner (XMin, YMin).
/// </summary>
public sealed class ScalarGrid
{
    private readonly double[] _values;

    private ScalarGrid(GridShape shape, double[] values)
    {
        Shape = shape;
        _values = values;
    }

    /// <summary>Range and number of the points.</summary>
    public GridShape Shape { get; }

    /// <summary>The value in a column and row of the grid.</summary>
    public double this[int column, int row] => _values[(row * Shape.Columns) + column];

    /// <summary>Values that were computed for <see cref="GridShape.Rows2D"/>, in that order.</summary>
    public static ScalarGrid FromValues(GridShape shape, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"The grid has {shape.Count} points, but there are {values.Length} values.", nameof(values));
        }
        var copy = new double[values.Length];
        for (var i = 0; i < copy.Length; i++)
        {
            copy[i] = values[i];
        }
        return new ScalarGrid(shape, copy);
    }

    /// <summary>The values as rows, from the lowest.</summary>
    public double[,] ToArray()
    {
        var values = new double[Shape.Rows, Shape.Columns];
        Buffer.BlockCopy(_values, 0, values, 0, _values.Length * sizeof(double));
        return values;
    }

    /// <summary>The points with their values, of a fine grid only some rows and columns, so that no side has many more than <paramref name="mostPoints"/>.</summary>
    public Coordinates3d[,] ToCoordinates(int mostPoints)
    {
        var step = Math.Max(1, Math.Max(Shape.Columns, Shape.Rows) / mostPoints);
        var columns = Some(Shape.Columns, step);
        var rows = Some(Shape.Rows, step);
        var points = new Coordinates3d[rows.Length, columns.Length];
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                var at = Shape.At(columns[column], rows[row]);
                points[row, column] = new Coordinates3d(at.X, at.Y, this[columns[column], rows[row]]);
            }
        }
        return points;

        // Both borders among them.
        static int[] Some(int count, int step) => [.. Enumerable.Range(0, (count - 1) / step).Select(i => i * step), count - 1];
    }

    /// <summary>The smallest and largest finite value.</summary>
    public (double Min, double Max) Range()
    {
        var min = double.PositiveInfinity;
        var max = double.NegativeInfinity;
        foreach (var value in _values)
        {
            if (double.IsFinite(value))
            {
                min = Math.Min(min, value);
                max = Math.Max(max, value);
            }
        }
        return min <= max ? (min, max) : throw new InvalidOperationException("The grid has no finite value.");
    }

    /// <summary>The value that a share of the finite values stays below: a good end for a colour scale when few values are huge.</summary>
    public double Quantile(double share)
    {
        if (!(share >= 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies in 0..1.");
        }
        double[] sorted = [.. _values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
        {
            throw new InvalidOperationException("The grid has no finite value.");
        }
        return sorted[(int)Math.Round(share * (sorted.Length - 1))];
    }
}
