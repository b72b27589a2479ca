namespace Samples.Shared;

/// <summary>A regular grid of <see cref="Columns"/> × <see cref="Rows"/> points over a rectangle, the borders included.</summary>
public sealed record GridShape
{
    /// <summary>A grid over [xMin, xMax] × [yMin, yMax], at least 2 points each way.</summary>
    public GridShape(double xMin, double xMax, double yMin, double yMax, int columns = 200, int rows = 200)
    {
        if (!(xMax > xMin) || !(yMax > yMin))
        {
            throw new ArgumentException($"A grid needs xMin < xMax and yMin < yMax, not {xMin}, {xMax}, {yMin}, {yMax}.");
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        (XMin, XMax, YMin, YMax, Columns, Rows) = (xMin, xMax, yMin, yMax, columns, rows);
    }

    /// <summary>X of the first column.</summary>
    public double XMin { get; }

    /// <summary>X of the last column.</summary>
    public double XMax { get; }

    /// <summary>Y of the first row, the lowest one.</summary>
    public double YMin { get; }

    /// <summary>Y of the last row, the highest one.</summary>
    public double YMax { get; }

    /// <summary>Points in a row.</summary>
    public int Columns { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of points.</summary>
    public int Count => Columns * Rows;

    /// <summary>The point in a column and row; fractions lie between points.</summary>
    public Point At(double column, double row) =>
        (XMin + ((XMax - XMin) * column / (Columns - 1)), YMin + ((YMax - YMin) * row / (Rows - 1)));

    /// <summary>All points as row-major rows of two features, ready for an energy that works on blocks.</summary>
    public float[] Rows2D()
    {
        var rows = new float[2 * Count];
        for (var i = 0; i < Count; i++)
        {
            var p = At(i % Columns, i / Columns);
            rows[2 * i] = (float)p.X;
            rows[(2 * i) + 1] = (float)p.Y;
        }
        return rows;
    }

    /// <summary>All points, in the same order.</summary>
    public Point[] Points()
    {
        var points = new Point[Count];
        for (var i = 0; i < Count; i++)
        {
            points[i] = At(i % Columns, i / Columns);
        }
        return points;
    }
}
