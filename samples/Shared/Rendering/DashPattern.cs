namespace Samples.Shared;

/// <summary>Cuts a line into dashes.</summary>
internal static class DashPattern
{
    private const double LongestCut = 50_000;

    /// <summary>The painted pieces of a line; <paramref name="lengths"/> are dash, gap, dash, gap, … in the points' units.</summary>
    public static IEnumerable<List<Point>> Cut(IReadOnlyList<Point> points, IReadOnlyList<double> lengths)
    {
        int index = 0;
        double left = lengths[0];
        var piece = new List<Point> { points[0] };
        for (int i = 1; i < points.Count; i++)
        {
            Point from = points[i - 1];
            Point step = points[i] - from;
            double length = step.Length;
            double done = 0;
            if (length > LongestCut)
            {
                // Such a piece leaves the page by far and would have millions of dashes: it is painted whole.
                yield return [from, points[i]];
                piece = [points[i]];
                continue;
            }
            while (length - done > left)
            {
                done += left;
                Point at = from + (done / length * step);
                if (index % 2 == 0)
                {
                    piece.Add(at);
                    yield return piece;
                }
                piece = [at];
                index = (index + 1) % lengths.Count;
                left = lengths[index];
            }
            left -= length - done;
            piece.Add(points[i]);
        }
        if (index % 2 == 0 && piece.Count > 1)
        {
            yield return piece;
        }
    }
}
