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

    /// <summary>Values in the order of the points.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>The value in a column and row of the grid.</summary>
    public double this[int column, int row] => _values[(row * Shape.Columns) + column];

    /// <summary>A function at every point of the grid.</summary>
    public static ScalarGrid Sample(GridShape shape, Func<double, double, double> function)
    {
        var values = new double[shape.Count];
        for (int i = 0; i < values.Length; i++)
        {
            Point p = shape.At(i % shape.Columns, i / shape.Columns);
            values[i] = function(p.X, p.Y);
        }
        return new ScalarGrid(shape, values);
    }

    /// <summary>Values that were computed for <see cref="GridShape.Rows2D"/>, in that order.</summary>
    public static ScalarGrid FromValues(GridShape shape, ReadOnlySpan<float> values)
    {
        if (values.Length != shape.Count)
        {
            throw new ArgumentException($"The grid has {shape.Count} points, but there are {values.Length} values.", nameof(values));
        }
        var copy = new double[values.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = values[i];
        }
        return new ScalarGrid(shape, copy);
    }

    /// <summary>The grid with a function applied to each value, such as a logarithm or a cap.</summary>
    public ScalarGrid Select(Func<double, double> function) => new(Shape, Array.ConvertAll(_values, v => function(v)));

    /// <summary>The smallest and largest finite value.</summary>
    public (double Min, double Max) Range()
    {
        double min = double.PositiveInfinity;
        double max = double.NegativeInfinity;
        foreach (double value in _values)
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
