namespace Samples.Shared;

/// <summary>Makes lists of points from the arrays that models work with.</summary>
public static class Points
{
    /// <summary>Points from row-major rows of two columns: x₀, y₀, x₁, y₁, …</summary>
    public static Point[] FromRows(ReadOnlySpan<float> rows)
    {
        if (rows.Length % 2 != 0)
        {
            throw new ArgumentException($"Rows of two columns have an even number of values, not {rows.Length}.", nameof(rows));
        }
        var points = new Point[rows.Length / 2];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new Point(rows[2 * i], rows[(2 * i) + 1]);
        }
        return points;
    }
}
