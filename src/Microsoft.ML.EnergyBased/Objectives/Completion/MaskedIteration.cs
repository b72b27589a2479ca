using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>
/// y_u ← y_u + s(r(y)_u − y_u) until it stays, r being the energy's reconstruction; from several starts at once. s is 1 as
/// long as the energy falls. A step that raises it is taken back and halved: away from the data r may lead off to infinity.
/// </summary>
internal sealed class MaskedIteration(IReconstructingEnergy energy, CompletionSettings settings) : IRowCompletion
{
    // A start from which not even so short a step leads down has come to its end.
    private const float LeastShare = 1e-3f;

    private readonly CompletionStarts _starts = new(settings);

    // The mean field of a machine is bounded, and what is wanted of it are its fixed points, which no free energy has as minima.
    private readonly bool _descends = energy is not RestrictedBoltzmannEnergy;

    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies)
    {
        int dimension = energy.Dimension;
        int size = _starts.Count * dimension;
        float[] buffer = ArrayPool<float>.Shared.Rent((3 * size) + (4 * _starts.Count));
        var work = new Work(buffer.AsSpan(0, (3 * size) + (4 * _starts.Count)), dimension, _starts.Count);
        var found = new AnswerSet(answers, energies, dimension);
        _starts.Fill(row, work.Points);
        energy.Energy(work.Points, work.Energies);
        work.Shares.Fill(1);
        int active = _starts.Count;
        for (int step = 0; step < settings.MaximumIterations && active > 0; step++)
        {
            energy.Reconstruct(work.Points[..(active * dimension)], work.Images[..(active * dimension)]);
            for (int i = 0; i < active; i++)
                work.Changes[i] = Move(row, work.Point(i), work.Image(i), work.Shares[i], work.Trial(i));
            if (_descends)
                energy.Energy(work.Trials[..(active * dimension)], work.Reached[..active]);
            // From the last on: the one that takes the place of one that has ended has had its turn.
            for (int i = active - 1; i >= 0; i--)
            {
                if (!IsAtEnd(work, i))
                    continue;
                Add(ref found, work, i);
                work.Replace(i, --active);
            }
        }
        for (int i = 0; i < active; i++)
            Add(ref found, work, i);
        ArrayPool<float>.Shared.Return(buffer);
        return found.Count;
    }

    /// <summary>Takes the step that was tried, or shortens it; true where the start goes no further.</summary>
    private bool IsAtEnd(Work work, int start)
    {
        ref float share = ref work.Shares[start];
        if (_descends && !(work.Reached[start] <= work.Energies[start]))
        {
            share /= 2;
            return share < LeastShare;
        }
        work.Trial(start).CopyTo(work.Point(start));
        work.Energies[start] = work.Reached[start];
        share = Math.Min(1, 2 * share);
        return work.Changes[start] <= settings.Tolerance;
    }

    private void Add(ref AnswerSet found, Work work, int start)
    {
        if (!_descends)
            energy.Energy(work.Point(start), work.Energies.Slice(start, 1));
        found.Add(work.Point(start), work.Energies[start], settings.Deviations, AnswerSet.Same);
    }

    /// <summary>Goes a share of the way to the image in the unobserved values, and returns the greatest change in deviations.</summary>
    private float Move(ReadOnlySpan<float> row, ReadOnlySpan<float> point, ReadOnlySpan<float> image, float share, Span<float> trial)
    {
        float change = 0;
        for (int j = 0; j < row.Length; j++)
        {
            if (!float.IsNaN(row[j]))
            {
                trial[j] = row[j];
                continue;
            }
            // The image itself, to the bit, where the whole way is gone.
            trial[j] = _starts.Inside(share == 1 ? image[j] : point[j] + (share * (image[j] - point[j])));
            change = Math.Max(change, Math.Abs(trial[j] - point[j]) / settings.Deviations[j]);
        }
        return change;
    }

    private readonly ref struct Work(Span<float> buffer, int dimension, int count)
    {
        private readonly int _dimension = dimension;

        public Span<float> Points { get; } = buffer[..(count * dimension)];

        public Span<float> Images { get; } = buffer.Slice(count * dimension, count * dimension);

        public Span<float> Trials { get; } = buffer.Slice(2 * count * dimension, count * dimension);

        public Span<float> Energies { get; } = buffer.Slice(3 * count * dimension, count);

        public Span<float> Reached { get; } = buffer.Slice((3 * count * dimension) + count, count);

        public Span<float> Shares { get; } = buffer.Slice((3 * count * dimension) + (2 * count), count);

        public Span<float> Changes { get; } = buffer.Slice((3 * count * dimension) + (3 * count), count);

        public Span<float> Point(int start) => Points.Slice(start * _dimension, _dimension);

        public Span<float> Image(int start) => Images.Slice(start * _dimension, _dimension);

        public Span<float> Trial(int start) => Trials.Slice(start * _dimension, _dimension);

        /// <summary>Puts the last start in the place of another.</summary>
        public void Replace(int start, int last)
        {
            Point(last).CopyTo(Point(start));
            Energies[start] = Energies[last];
            Shares[start] = Shares[last];
        }
    }
}
