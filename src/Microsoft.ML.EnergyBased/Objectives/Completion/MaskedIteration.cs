using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>
/// y_u ← y_u + s(r(y)_u − y_u) until it stays, r being the energy's reconstruction; from several starts. s is 1 as long as the
/// energy falls. A step that raises it is taken back and halved: away from the data r may lead off to infinity.
/// </summary>
internal sealed class MaskedIteration(IReconstructingEnergy energy, CompletionSettings settings) : IRowCompletion
{
    // Where two starts end within this many deviations, it is one answer.
    private const float Same = 0.02f;

    private const float LeastShare = 1e-3f;

    // Of the energy: what rounding may add to it.
    private const float Resolution = 1e-6f;

    private readonly CompletionStarts _starts = new(settings);

    // The mean field of a machine is bounded, and its fixed points are wanted, which are not the minima of its free energy.
    private readonly bool _isHeld = energy is not RestrictedBoltzmannEnergy;

    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies)
    {
        int dimension = energy.Dimension;
        int size = _starts.Count * dimension;
        float[] buffer = ArrayPool<float>.Shared.Rent(size + (2 * dimension));
        Span<float> points = buffer.AsSpan(0, size);
        Span<float> image = buffer.AsSpan(size, dimension);
        Span<float> trial = buffer.AsSpan(size + dimension, dimension);
        _starts.Fill(row, points);
        var found = new AnswerSet(answers, energies, dimension);
        for (int start = 0; start < _starts.Count; start++)
        {
            Span<float> point = points.Slice(start * dimension, dimension);
            found.Add(point, Iterate(row, point, image, trial), settings.Deviations, Same);
        }
        ArrayPool<float>.Shared.Return(buffer);
        return found.Count;
    }

    /// <summary>Moves a point to where it stays, and returns its energy.</summary>
    private float Iterate(ReadOnlySpan<float> row, Span<float> point, Span<float> image, Span<float> trial)
    {
        Span<float> reached = stackalloc float[1];
        energy.Energy(point, reached);
        float current = reached[0], share = 1;
        energy.Reconstruct(point, image);
        for (int step = 0; step < settings.MaximumIterations && share >= LeastShare; step++)
        {
            float change = Move(row, point, image, share, trial);
            energy.Energy(trial, reached);
            if (_isHeld && !(reached[0] <= current + (Resolution * Math.Abs(current))))
            {
                share /= 2;
                continue;
            }
            trial.CopyTo(point);
            current = reached[0];
            if (change <= settings.Tolerance)
                break;
            share = Math.Min(1, 2 * share);
            energy.Reconstruct(point, image);
        }
        return current;
    }

    /// <summary>Goes a share of the way to the image in the unobserved values, and returns the greatest change in deviations.</summary>
    private float Move(ReadOnlySpan<float> row, ReadOnlySpan<float> point, ReadOnlySpan<float> image, float share, Span<float> moved)
    {
        float change = 0;
        for (int j = 0; j < row.Length; j++)
        {
            moved[j] = float.IsNaN(row[j]) ? _starts.Inside(point[j] + (share * (image[j] - point[j]))) : row[j];
            change = Math.Max(change, Math.Abs(moved[j] - point[j]) / settings.Deviations[j]);
        }
        return change;
    }
}
