using Samples.Shared;

namespace Topography_Spiral;

/// <summary>Asks an energy the two questions, prints what it answers, and checks that each answer is a minimum.</summary>
/// <param name="training">The training points, which say how low the manifold lies.</param>
/// <param name="plane">Where answers are looked for.</param>
internal sealed class Questions(IReadOnlyList<Point> training, (double Min, double Max) plane)
{
    // Energies are compared this far from an answer: floats tell them apart there. Along a line the next well can be
    // close; all around, the bottom of a valley can be flat.
    private const double StepAlong = 5e-4;
    private const double StepAround = 0.01;

    // An answer may lie as high as this share of the training points. Above, the line does not meet the manifold.
    private const double ShareBelowHighest = 0.99;

    /// <summary>The points whose closest ones on the manifold are asked for.</summary>
    public static IReadOnlyList<Point> Starts { get; } =
        [(-0.6, 0.95), (0.95, 0.75), (0.9, -0.6), (-1.05, -0.75), (0.05, 0.45), (-0.55, -0.1), (0.15, -0.15), (0.35, -0.95)];

    /// <summary>Answers so far.</summary>
    public int Asked { get; private set; }

    /// <summary>Answers that turned out to be no minima, or not on the manifold.</summary>
    public int Wrong { get; private set; }

    /// <summary>Says the first question, and where the curve would answer it.</summary>
    public static void AnnounceY1(double y1)
        => Console.WriteLine($"Given y₁ = {y1}, what is y₂? The line meets the spiral at {string.Join(", ", Spiral.Crossings(y1).Select(c => $"{c:F3}"))}");

    /// <summary>How high an answer may lie: as high as nearly all training points.</summary>
    public double Highest(Landscape landscape) => landscape.At(training).Order().ElementAt((int)(ShareBelowHighest * (training.Count - 1)));

    /// <summary>All minima of F along y₁ = const that are as low as the training points, the lowest first.</summary>
    /// <param name="landscape">The energy.</param>
    /// <param name="y1">The given coordinate.</param>
    /// <param name="holds">Where a low energy is not all: false for points that are no answers, and why is printed.</param>
    /// <param name="why">Why such points are no answers.</param>
    public Answer[] GivenY1(Landscape landscape, double y1, Func<Point, bool>? holds = null, string why = "")
    {
        var answers = Completion.Solve(landscape, y1, plane, Highest(landscape));
        var crossings = Spiral.Crossings(y1);
        Console.WriteLine($"  {landscape.Name}");
        foreach (var answer in answers)
        {
            Count(Completion.IsMinimum(landscape, answer, StepAlong));
            var off = crossings.Select(c => Math.Abs(c - answer.Point.Y)).DefaultIfEmpty(double.PositiveInfinity).Min();
            Console.WriteLine($"    y₂ = {answer.Point.Y,6:F3}  F = {answer.Energy,8:F5}  {off:F3} from the spiral{(Holds(answer) ? "" : $" ({why})")}");
        }

        answers = [.. answers.Where(Holds)];
        if (answers.Length == 0)
            Console.WriteLine("    no answer: nowhere on the line is F as low as at the training points");
        return answers;

        bool Holds(Answer answer) => holds is null || holds(answer.Point);
    }

    /// <summary>The way down from each of <see cref="Starts"/>.</summary>
    public IReadOnlyList<Point[]> Closest(Landscape landscape)
    {
        Console.WriteLine($"  {landscape.Name}");
        var paths = Starts.Select(p => Descent.Solve(landscape, p)).ToArray();
        foreach (var path in paths)
        {
            var (start, end) = (path[0], path[^1]);
            Count(Descent.IsMinimum(landscape, end, StepAround));
            Console.WriteLine($"    from ({start.X,5:F2}, {start.Y,5:F2}), F = {landscape.At(start),7:F4}, to ({end.X,6:F3}, {end.Y,6:F3}), F = {landscape.At(end),7:F4}: {(end - start).Length:F3} away (the spiral: {Spiral.Distance(start):F3}), {Spiral.Distance(end):F3} from the spiral");
        }

        return paths;
    }

    /// <summary>Tells where a path led, and counts it as right or wrong.</summary>
    public void Arrived(Landscape landscape, Point[] path, bool right)
    {
        var (start, end) = (path[0], path[^1]);
        Count(right);
        Console.WriteLine($"    from ({start.X,5:F2}, {start.Y,5:F2}), E = {landscape.At(start),7:F4}, in {path.Length - 1,3} steps to ({end.X,6:F3}, {end.Y,6:F3}), E = {landscape.At(end),9:F6}: {(end - start).Length:F3} away (the spiral: {Spiral.Distance(start):F3}), {Spiral.Distance(end):F3} from the spiral");
    }

    private void Count(bool isMinimum)
    {
        Asked++;
        Wrong += isMinimum ? 0 : 1;
    }
}
