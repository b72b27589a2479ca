using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>
/// y_u ← y_u + s(r(y)_u − y_u) until it stays, r being the energy's reconstruction; from several starts at once. s is 1 as
/// long as the energy falls. A step that raises it is taken back and halved: away from the data r may lead off to infinity.
/// </summary>
internal sealed class MaskedIteration(IReconstructingEnergy energy, CompletionSettings settings) : ICompletionMethod
{
    // A start from which not even so short a step leads down has come to its end.
    private const float LeastShare = 1e-3f;

    private readonly CompletionStarts _starts = new(settings);

    // A mean field is bounded, and what is wanted of it are its fixed points, which are no minima of the free energy.
    private readonly bool _descends = energy is not IBlockGibbsEnergy;

    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
    {
        var dimension = energy.Dimension;
        var count = _starts.Count;
        var size = Work.SizeOf(count, dimension);
        var buffer = ArrayPool<float>.Shared.Rent(size);
        var work = new Work(buffer.AsSpan(0, size), count, dimension);
        _starts.Fill(row, work.Points);
        energy.Energy(work.Points, work.Energies);
        work.Shares.Fill(1);
        work.Steps.Fill(settings.InferenceIterations);
        var active = count;
        for (var step = 1; step <= settings.InferenceIterations && active > 0; step++)
        {
            energy.Reconstruct(work.Points[..(active * dimension)], work.Images[..(active * dimension)]);
            for (var i = 0; i < active; i++)
                work.Moves[i] = Move(row, work.Point(i), work.Image(i), work.Shares[i], work.Trial(i));
            if (_descends)
                energy.Energy(work.Trials[..(active * dimension)], work.Reached[..active]);
            // From the last on: the one that takes the place of one that has ended has had its turn.
            for (var i = active - 1; i >= 0; i--)
            {
                if (!IsAtEnd(work, i))
                    continue;
                work.Steps[i] = step;
                work.Swap(i, --active);
            }
        }

        if (!_descends)
            energy.Energy(work.Points, work.Energies);
        var ends = new CompletionEnds(energy, settings.StandardDeviations, work.Points, work.Energies, work.Between);
        var answered = ends.Collect(answers, energies, _descends, out var lowest);
        search = lowest < 0
            ? LatentSearch.None
            : new LatentSearch((int)work.Steps[lowest], work.Moves[lowest], work.Moves[lowest] <= settings.InferenceTolerance);
        ArrayPool<float>.Shared.Return(buffer);
        return answered;
    }

    /// <summary>Takes the step that was tried, or shortens it; true where the start goes no further.</summary>
    private bool IsAtEnd(Work work, int start)
    {
        ref var share = ref work.Shares[start];
        var isAtEnd = work.Moves[start] <= settings.InferenceTolerance;
        if (_descends && !(work.Reached[start] <= work.Energies[start]))
        {
            share /= 2;
            return isAtEnd || share < LeastShare;
        }
        work.Trial(start).CopyTo(work.Point(start));
        work.Energies[start] = work.Reached[start];
        share = Math.Min(1, 2 * share);
        return isAtEnd;
    }

    /// <summary>Moves the unobserved values by a share of the step to the image, and returns how long the whole step is in standard deviations.</summary>
    private float Move(ReadOnlySpan<float> row, ReadOnlySpan<float> point, ReadOnlySpan<float> image, float share, Span<float> trial)
    {
        float whole = 0;
        for (var j = 0; j < row.Length; j++)
        {
            if (!float.IsNaN(row[j]))
            {
                trial[j] = row[j];
                continue;
            }
            var next = _starts.Inside(image[j]);
            whole = Math.Max(whole, Math.Abs(next - point[j]) / settings.StandardDeviations[j]);
            // The image itself, to the bit, where the whole step is taken.
            trial[j] = share == 1 ? next : point[j] + (share * (next - point[j]));
        }
        return whole;
    }

    /// <summary>The starts that still move come first, those that have ended after them.</summary>
    private readonly ref struct Work(Span<float> buffer, int count, int dimension)
    {
        private readonly Span<float> _rows = buffer[..(((3 * count) + CompletionEnds.PointsBetween) * dimension)];
        private readonly Span<float> _numbers = buffer[(((3 * count) + CompletionEnds.PointsBetween) * dimension)..];
        private readonly int _count = count;
        private readonly int _dimension = dimension;

        public Span<float> Points => _rows[..(_count * _dimension)];

        public Span<float> Images => _rows.Slice(_count * _dimension, _count * _dimension);

        public Span<float> Trials => _rows.Slice(2 * _count * _dimension, _count * _dimension);

        public Span<float> Between => _rows[(3 * _count * _dimension)..];

        public Span<float> Energies => _numbers[.._count];

        public Span<float> Reached => _numbers.Slice(_count, _count);

        public Span<float> Shares => _numbers.Slice(2 * _count, _count);

        public Span<float> Moves => _numbers.Slice(3 * _count, _count);

        public Span<float> Steps => _numbers.Slice(4 * _count, _count);

        public static int SizeOf(int count, int dimension) => checked((((3 * count) + CompletionEnds.PointsBetween) * dimension) + (5 * count));

        public Span<float> Point(int start) => Points.Slice(start * _dimension, _dimension);

        public Span<float> Image(int start) => Images.Slice(start * _dimension, _dimension);

        public Span<float> Trial(int start) => Trials.Slice(start * _dimension, _dimension);

        public void Swap(int start, int other)
        {
            for (var j = 0; j < _dimension; j++)
                (Point(start)[j], Point(other)[j]) = (Point(other)[j], Point(start)[j]);
            for (var i = 0; i < _numbers.Length; i += _count)
                (_numbers[i + start], _numbers[i + other]) = (_numbers[i + other], _numbers[i + start]);
        }
    }
}
