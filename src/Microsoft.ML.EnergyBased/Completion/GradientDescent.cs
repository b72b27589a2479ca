using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>
/// Projected gradient descent of F over the unobserved values, in units of the features' standard deviations, with steps of
/// Barzilai and Borwein that are halved until the energy falls enough; from several starts, one after another. A start from
/// which the descent leads out of <see cref="CompletionReach"/> is given up.
/// </summary>
/// <remarks>
/// Source: Birgin, Martínez and Raydan, "Nonmonotone spectral projected gradient methods on convex sets", SIAM J. Optim. 10
/// (2000), here in its monotone form.
/// </remarks>
internal sealed class GradientDescent(IDifferentiableEnergy energy, CompletionSettings settings) : ICompletionMethod
{
    private const double Sufficient = 1e-4;
    private const double Resolution = 4.8e-7;
    private const double LeastStep = 1e-10;
    private const double GreatestStep = 1e10;

    private readonly CompletionStarts _starts = new(settings);
    private readonly CompletionReach _reach = new(settings);

    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
    {
        var dimension = energy.Dimension;
        var count = _starts.Count;
        var size = checked(((count + 3 + CompletionEnds.PointsBetween) * dimension) + count);
        var buffer = ArrayPool<float>.Shared.Rent(size);
        var points = buffer.AsSpan(0, count * dimension);
        var rest = buffer.AsSpan(count * dimension, size - (count * dimension));
        var work = new Work(rest[..dimension], rest.Slice(dimension, dimension), rest.Slice(2 * dimension, dimension));
        var between = rest.Slice(3 * dimension, CompletionEnds.PointsBetween * dimension);
        var reached = rest[^count..];
        _starts.Fill(row, points);
        var reach = _reach.Of(row);
        var least = float.PositiveInfinity;
        search = LatentSearch.None;
        for (var start = 0; start < count; start++)
        {
            reached[start] = Descend(row, points.Slice(start * dimension, dimension), work, reach, out var descent);
            if (!(reached[start] < least))
                continue;
            least = reached[start];
            search = descent;
        }
        var ends = new CompletionEnds(energy, settings.StandardDeviations, points, reached, between);
        var answered = ends.Collect(answers, energies, haveRidges: true, out _);
        ArrayPool<float>.Shared.Return(buffer);
        return answered;
    }

    /// <summary>Moves a point to a minimum, and returns its energy; NaN where it runs away.</summary>
    private float Descend(ReadOnlySpan<float> row, Span<float> point, Work work, float reach, out LatentSearch search)
    {
        Span<float> current = stackalloc float[1];
        Span<float> next = stackalloc float[1];
        energy.Gradient(point, current, work.Gradient);
        var step = 1 / Math.Max(SlopeNorm(row, work.Gradient), LeastStep);
        var iteration = 0;
        var moved = float.PositiveInfinity;
        var isConverged = false;
        while (!isConverged && iteration < settings.InferenceIterations && float.IsFinite(current[0]))
        {
            iteration++;
            if (!Search(row, point, work, current[0], ref step, next))
            {
                // Nothing is lower, to the last digits of the energy.
                moved = 0;
                isConverged = true;
                break;
            }
            // s and d are measured in standard deviations: s = Δy/σ, d = σ Δg.
            double ss = 0;
            double sd = 0;
            moved = 0;
            for (var j = 0; j < row.Length; j++)
            {
                if (!float.IsNaN(row[j]))
                    continue;
                double s = (work.Trial[j] - point[j]) / settings.StandardDeviations[j];
                ss += s * s;
                sd += s * settings.StandardDeviations[j] * (work.NextGradient[j] - work.Gradient[j]);
                moved = Math.Max(moved, (float)Math.Abs(s));
            }
            work.Trial.CopyTo(point);
            work.NextGradient.CopyTo(work.Gradient);
            current[0] = next[0];
            step = sd > 0 ? Math.Clamp(ss / sd, LeastStep, GreatestStep) : Math.Min(2 * step, GreatestStep);
            isConverged = moved <= settings.InferenceTolerance;
            if (_reach.IsLeft(row, point, reach))
                current[0] = float.NaN;
        }
        search = new LatentSearch(iteration, moved, isConverged);
        return current[0];
    }

    /// <summary>Tries shorter and shorter steps until one lowers the energy enough; false where none does.</summary>
    private bool Search(ReadOnlySpan<float> row, ReadOnlySpan<float> point, Work work, float current, ref double step, Span<float> next)
    {
        for (; step >= LeastStep; step /= 2)
        {
            double slope = 0;
            for (var j = 0; j < row.Length; j++)
            {
                var variance = (double)settings.StandardDeviations[j] * settings.StandardDeviations[j];
                work.Trial[j] = float.IsNaN(row[j]) ? _starts.Inside((float)(point[j] - (step * variance * work.Gradient[j]))) : row[j];
                slope += (double)work.Gradient[j] * (work.Trial[j] - point[j]);
            }
            if (!(slope < 0))
                return false;
            energy.Gradient(work.Trial, next, work.NextGradient);
            if (next[0] <= current + (Sufficient * slope))
                return true;
            // Near a minimum the energy is flat to its last digits: then the gradient tells.
            if (Math.Abs(next[0] - current) <= Resolution * Math.Abs(current) && SlopeNorm(row, work.NextGradient) < SlopeNorm(row, work.Gradient))
                return true;
        }
        return false;
    }

    /// <summary>The norm of the gradient over the unobserved values, in standard deviations.</summary>
    private double SlopeNorm(ReadOnlySpan<float> row, ReadOnlySpan<float> gradient)
    {
        double sum = 0;
        for (var j = 0; j < row.Length; j++)
            sum += float.IsNaN(row[j]) ? Math.Pow((double)gradient[j] * settings.StandardDeviations[j], 2) : 0;
        return Math.Sqrt(sum);
    }

    private readonly ref struct Work(Span<float> gradient, Span<float> nextGradient, Span<float> trial)
    {
        public Span<float> Gradient { get; } = gradient;

        public Span<float> NextGradient { get; } = nextGradient;

        public Span<float> Trial { get; } = trial;
    }
}
