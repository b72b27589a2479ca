namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>
/// The minima of E over one or two coordinates of z: those of a grid, each followed to its bottom by damped Newton steps.
/// One caller at a time; buffers that have grown are used again.
/// </summary>
/// <remarks>
/// Second derivatives are differences of gradients, so that a step is one pass over two or three points; they are raised
/// until the model is convex (Nocedal and Wright, "Numerical Optimization", 2nd edition, section 3.4), and coordinates at
/// an end of their interval stay there while the slope points outwards (section 16.7).
/// </remarks>
internal sealed class LatentMinima(LatentGrid grid)
{
    /// <summary>The most minima that are followed.</summary>
    public const int Most = 32;

    private const int MostSteps = 40;

    // Of the interval: small against any structure that a grid can see, large against rounding.
    private const double Difference = 1e-3;

    // Of the energy: what another step could gain.
    private const double Tolerance = 1e-7;

    private readonly float[] _energies = new float[grid.Cells * grid.NodesPerCell];
    private readonly int[] _candidates = new int[Most];
    private readonly Minimum[] _minima = new Minimum[Most];
    private Quadratic _model;

    /// <summary>How many distinct ones were found: 0 where E is not a number anywhere on the grid.</summary>
    public int Count { get; private set; }

    /// <summary>Whether every minimum of the grid was followed.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>Steps taken by all of them.</summary>
    public int Steps { get; private set; }

    /// <summary>E at the nodes of the grid.</summary>
    public ReadOnlySpan<float> GridEnergies => _energies;

    /// <summary>A minimum, in the order of their energies.</summary>
    public ref readonly Minimum this[int index] => ref _minima[index];

    /// <summary>Finds them.</summary>
    /// <param name="function">E.</param>
    /// <param name="most">How many of the grid's minima, the lowest, are followed; at most <see cref="Most"/>.</param>
    public void Find(ILatentFunction function, int most)
    {
        function.Energies(grid.Points, _energies);
        int candidates = 0, seen = 0;
        for (var node = 0; node < _energies.Length; node++)
        {
            if (!grid.IsLocalMinimum(_energies, node))
                continue;
            seen++;
            candidates = Insert(node, candidates, most);
        }
        IsComplete = seen == candidates;

        Count = 0;
        Steps = 0;
        for (var i = 0; i < candidates; i++)
        {
            var minimum = Follow(function, grid.Points.AsSpan(_candidates[i] * grid.Coordinates, grid.Coordinates), _energies[_candidates[i]]);
            if (!IsKnown(minimum))
                _minima[Count++] = minimum;
        }
        _minima.AsSpan(0, Count).Sort(static (a, b) => a.Energy.CompareTo(b.Energy));
    }

    // Keeps the lowest, in the order of their energies.
    private int Insert(int node, int count, int most)
    {
        var place = count;
        while (place > 0 && _energies[_candidates[place - 1]] > _energies[node])
            place--;
        if (place == most)
            return count;
        count = Math.Min(count + 1, most);
        for (var i = count - 1; i > place; i--)
            _candidates[i] = _candidates[i - 1];
        _candidates[place] = node;
        return count;
    }

    private bool IsKnown(in Minimum minimum)
    {
        var near = 0.1 * grid.Spacing;
        for (var i = 0; i < Count; i++)
        {
            if (Distance(_minima[i].First, minimum.First) < near && Distance(_minima[i].Second, minimum.Second) < near)
                return true;
        }
        return false;
    }

    private double Distance(float a, float b)
    {
        var distance = Math.Abs((double)a - b);
        return grid.IsPeriodic ? Math.Min(distance, grid.Width - distance) : distance;
    }

    private Minimum Follow(ILatentFunction function, ReadOnlySpan<float> start, float startEnergy)
    {
        var n = grid.Coordinates;
        Span<float> points = stackalloc float[3 * 2];
        Span<float> energies = stackalloc float[3];
        Span<float> gradients = stackalloc float[3 * 2];
        Span<float> next = stackalloc float[2];
        var found = new Minimum(startEnergy, start[0], n == 2 ? start[1] : 0, 0, 0, false);
        if (!float.IsFinite(startEnergy))
            return found;

        start.CopyTo(next);
        double damping = 0;
        var isLast = false;
        for (var step = 0; step < MostSteps; step++)
        {
            Measure(function, next[..n], points[..((n + 1) * n)], energies[..(n + 1)], gradients[..((n + 1) * n)]);
            Steps++;
            var rounding = ILatentFunction.RoundingOf(found.Energy, function.Rounding);
            if (isLast)
                return energies[0] <= found.Energy + rounding ? found with { Energy = energies[0], First = next[0], Second = n == 2 ? next[1] : 0 } : found;
            if (step > 0 && !(energies[0] < found.Energy))
            {
                // Where the model promised no more than rounding, this is the bottom.
                if (found.Gap <= (Tolerance * Math.Abs(found.Energy)) + rounding)
                    return found with { Converged = true };
                damping = Math.Max(8 * damping, 0.1 * found.Curvature);
            }
            else
            {
                found = found with { Energy = energies[0], First = next[0], Second = n == 2 ? next[1] : 0 };
                damping /= 8;
                _model = Model(points, gradients);
            }

            var gap = Next(in found, damping, next, out var curvature);
            found = found with { Gap = damping == 0 || gap > found.Gap ? gap : found.Gap, Curvature = curvature };
            // The energy is known well before z is, of which gradients with respect to x and y are made: one step more.
            isLast = gap <= (Tolerance * Math.Abs(found.Energy)) + function.Rounding;
            if (isLast)
                found = found with { Gap = gap, Converged = true };
        }
        return found;
    }

    // E and its gradient at a point and a little beside it along each axis.
    private void Measure(ILatentFunction function, ReadOnlySpan<float> at, Span<float> points, Span<float> energies, Span<float> gradients)
    {
        var n = at.Length;
        for (var i = 0; i <= n; i++)
            at.CopyTo(points[(i * n)..]);
        for (var k = 0; k < n; k++)
        {
            var step = (float)(Difference * grid.Width);
            points[((k + 1) * n) + k] += grid.IsPeriodic || at[k] + step <= grid.Maximum ? step : -step;
        }
        function.Gradients(points, energies, gradients);
    }

    private Quadratic Model(ReadOnlySpan<float> points, ReadOnlySpan<float> gradients)
    {
        if (grid.Coordinates == 1)
            return new Quadratic(gradients[0], 0, Slope(gradients[1] - gradients[0], points[1] - points[0]), 0, 0);
        var a = Slope(gradients[2] - gradients[0], points[2] - points[0]);
        var b = Slope(gradients[5] - gradients[1], points[5] - points[1]);
        var c = (Slope(gradients[3] - gradients[1], points[2] - points[0]) + Slope(gradients[4] - gradients[0], points[5] - points[1])) / 2;
        return new Quadratic(gradients[0], gradients[1], a, b, c);

        static double Slope(float rise, float run) => (double)rise / run;
    }

    /// <summary>Where the model's minimum lies, and what it gains.</summary>
    private float Next(in Minimum from, double damping, Span<float> next, out double curvature)
    {
        var q = _model;
        bool holdFirst = IsHeld(from.First, q.G0), holdSecond = grid.Coordinates == 1 || IsHeld(from.Second, q.G1);
        double g0 = holdFirst ? 0 : q.G0, g1 = holdSecond ? 0 : q.G1;
        double a = holdFirst ? 1 : q.A, b = holdSecond ? 1 : q.B, c = holdFirst || holdSecond ? 0 : q.C;
        if (holdFirst)
            a = Math.Max(Math.Abs(b), 1e-30);
        if (holdSecond)
            b = Math.Max(Math.Abs(a), 1e-30);
        double centre = (a + b) / 2, spread = Math.Sqrt(((a - b) * (a - b) / 4) + (c * c));
        var most = Math.Max(Math.Abs(centre + spread), Math.Abs(centre - spread));
        curvature = Math.Max(centre + spread, 0);
        var raise = Math.Max(damping, (1e-3 * most) - (centre - spread));
        if (raise > 0)
            (a, b) = (a + raise, b + raise);
        var determinant = (a * b) - (c * c);
        var d0 = determinant > 0 ? -((b * g0) - (c * g1)) / determinant : 0;
        var d1 = determinant > 0 ? -((a * g1) - (c * g0)) / determinant : 0;

        // Not further than the grid could see.
        var longest = 2 * grid.Spacing / Math.Max(Math.Max(Math.Abs(d0), Math.Abs(d1)), 2 * grid.Spacing);
        next[0] = Moved(from.First, longest * d0);
        if (grid.Coordinates == 2)
            next[1] = Moved(from.Second, longest * d1);
        // A gradient that has overflowed promises anything.
        var gain = (float)Math.Abs(((g0 * d0) + (g1 * d1)) / 2);
        return float.IsNaN(gain) ? float.PositiveInfinity : gain;
    }

    private bool IsHeld(float value, double slope)
        => !grid.IsPeriodic && ((value <= grid.Minimum && slope >= 0) || (value >= grid.Maximum && slope <= 0));

    private float Moved(float value, double step)
    {
        var moved = value + step;
        if (!grid.IsPeriodic)
            return (float)Math.Clamp(moved, grid.Minimum, grid.Maximum);
        return (float)(moved - (grid.Width * Math.Floor((moved - grid.Minimum) / grid.Width)));
    }

    // g and the second derivatives along the axes (A, B) and across (C).
    private readonly record struct Quadratic(double G0, double G1, double A, double B, double C);

    /// <summary>A local minimum.</summary>
    /// <param name="Energy">E there.</param>
    /// <param name="First">Its first coordinate.</param>
    /// <param name="Second">Its second coordinate, or 0.</param>
    /// <param name="Gap">What another Newton step would gain.</param>
    /// <param name="Curvature">The greatest second derivative of E in any direction, at least 0.</param>
    /// <param name="Converged">Whether the gap is below the tolerance.</param>
    public readonly record struct Minimum(float Energy, float First, float Second, float Gap, double Curvature, bool Converged);
}
