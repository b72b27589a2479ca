using Samples.Shared;

namespace Topography_Spiral;

/// <summary>
/// The first question: given y₁, what is y₂? Not one answer, but every minimum of F along the line y₁ = const, the
/// lowest first.
/// </summary>
internal static class Completion
{
    private const int Steps = 2000;
    private const int Halvings = 40;

    /// <summary>The minima of F(y₁, ·) whose energy is at most <paramref name="highest"/>, in order of energy.</summary>
    public static Answer[] Solve(Landscape landscape, double y1, (double Min, double Max) range, double highest)
    {
        var line = Line(y1, range);
        var energies = landscape.At(line);
        return [.. Enumerable.Range(1, Steps - 1)
            .Where(i => energies[i] < energies[i - 1] && energies[i] <= energies[i + 1])
            .Select(i => Refine(landscape, line[i - 1], line[i + 1]))
            .Where(a => a.Energy <= highest)
            .OrderBy(a => a.Energy)];
    }

    /// <summary>F along the line, for drawing.</summary>
    public static Point[] Profile(Landscape landscape, double y1, (double Min, double Max) range)
        => [.. Line(y1, range).Zip(landscape.At(Line(y1, range)), (p, e) => new Point(p.Y, e))];

    /// <summary>True when F rises along the line to both sides of the answer.</summary>
    public static bool IsMinimum(Landscape landscape, Answer answer, double step) =>
        answer.Energy <= landscape.At(answer.Point + (0, step)) && answer.Energy <= landscape.At(answer.Point - (0, step));

    /// <summary>∂F/∂y₂ falls from one sign to the other between the two ends: halve until it is zero.</summary>
    private static Answer Refine(Landscape landscape, Point low, Point high)
    {
        for (var i = 0; i < Halvings; i++)
        {
            var middle = 0.5 * (low + high);
            (low, high) = landscape.GradientAt(middle).Gradient.Y < 0 ? (middle, high) : (low, middle);
        }

        var at = 0.5 * (low + high);
        return new Answer(at, landscape.At(at));
    }

    private static Point[] Line(double y1, (double Min, double Max) range)
        => [.. Enumerable.Range(0, Steps + 1).Select(i => new Point(y1, range.Min + (i * (range.Max - range.Min) / Steps)))];
}

/// <summary>A point where an energy is least, along a line or all around.</summary>
internal sealed record Answer(Point Point, double Energy);
