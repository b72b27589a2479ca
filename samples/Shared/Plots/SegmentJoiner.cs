namespace Samples.Shared;

/// <summary>Joins segments that share an end to lines. An end belongs to at most two segments.</summary>
internal sealed class SegmentJoiner
{
    private readonly Dictionary<int, (int First, int? Second)> _neighbours = [];

    /// <summary>Adds the segment between two ends.</summary>
    public void Add(int a, int b)
    {
        Connect(a, b);
        Connect(b, a);
    }

    /// <summary>The lines; open ones first, closed ones repeat their first end.</summary>
    public IEnumerable<List<int>> Lines()
    {
        var visited = new HashSet<int>();
        foreach ((int end, (_, int? second)) in _neighbours)
        {
            if (second is null && !visited.Contains(end))
            {
                yield return Walk(end, visited);
            }
        }
        foreach (int start in _neighbours.Keys)
        {
            if (!visited.Contains(start))
            {
                List<int> line = Walk(start, visited);
                line.Add(start);
                yield return line;
            }
        }
    }

    private void Connect(int from, int to) =>
        _neighbours[from] = _neighbours.TryGetValue(from, out (int First, int? Second) known) ? (known.First, to) : (to, null);

    private List<int> Walk(int start, HashSet<int> visited)
    {
        var line = new List<int>();
        int? at = start;
        while (at is { } end)
        {
            visited.Add(end);
            line.Add(end);
            (int first, int? second) = _neighbours[end];
            at = !visited.Contains(first) ? first : second is { } other && !visited.Contains(other) ? other : null;
        }
        return line;
    }
}
