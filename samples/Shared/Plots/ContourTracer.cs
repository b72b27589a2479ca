namespace Samples.Shared;

/// <summary>Contour lines of a grid by marching squares: linear interpolation on the edges, pieces joined to long lines.</summary>
public static class ContourTracer
{
    /// <summary>The lines where the grid takes the value <paramref name="level"/>, in data coordinates; closed ones end where they start.</summary>
    public static IReadOnlyList<IReadOnlyList<Point>> Trace(ScalarGrid grid, double level)
    {
        var joiner = new SegmentJoiner();
        int columns = grid.Shape.Columns;
        for (int row = 0; row + 1 < grid.Shape.Rows; row++)
        {
            for (int column = 0; column + 1 < columns; column++)
            {
                AddCell(grid, level, column, row, joiner);
            }
        }
        return [.. joiner.Lines().Select(line => (IReadOnlyList<Point>)[.. line.Select(edge => OnEdge(grid, level, edge))])];
    }

    // An edge is numbered 2 · (its lower left point) + (0: to the right, 1: upwards), so that neighbouring cells agree.
    private static void AddCell(ScalarGrid grid, double level, int column, int row, SegmentJoiner joiner)
    {
        double a = grid[column, row];
        double b = grid[column + 1, row];
        double c = grid[column + 1, row + 1];
        double d = grid[column, row + 1];
        if (!double.IsFinite(a + b + c + d))
        {
            return;
        }
        int columns = grid.Shape.Columns;
        int point = (row * columns) + column;
        int lower = 2 * point;
        int left = lower + 1;
        int upper = 2 * (point + columns);
        int right = (2 * (point + 1)) + 1;
        int corners = (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
        switch (corners)
        {
            case 1 or 14:
                joiner.Add(lower, left);
                break;
            case 2 or 13:
                joiner.Add(lower, right);
                break;
            case 3 or 12:
                joiner.Add(left, right);
                break;
            case 4 or 11:
                joiner.Add(right, upper);
                break;
            case 6 or 9:
                joiner.Add(lower, upper);
                break;
            case 7 or 8:
                joiner.Add(left, upper);
                break;
            case 5 or 10:
                // A saddle: the mean decides which pair of corners hangs together.
                bool centreIsHigh = (a + b + c + d) / 4 > level;
                if (centreIsHigh == (corners == 5))
                {
                    joiner.Add(lower, right);
                    joiner.Add(left, upper);
                }
                else
                {
                    joiner.Add(lower, left);
                    joiner.Add(right, upper);
                }
                break;
        }
    }

    private static Point OnEdge(ScalarGrid grid, double level, int edge)
    {
        int point = edge / 2;
        int column = point % grid.Shape.Columns;
        int row = point / grid.Shape.Columns;
        bool upwards = edge % 2 == 1;
        double from = grid[column, row];
        double to = upwards ? grid[column, row + 1] : grid[column + 1, row];
        double share = (level - from) / (to - from);
        return upwards ? grid.Shape.At(column, row + share) : grid.Shape.At(column + share, row);
    }
}
