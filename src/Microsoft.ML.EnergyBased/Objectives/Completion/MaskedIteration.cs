using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>y_u ← r(y)_u until it stays, r being the energy's reconstruction; from several starts at once.</summary>
internal sealed class MaskedIteration(IReconstructingEnergy energy, CompletionSettings settings) : IRowCompletion
{
    // Where two starts end within this many deviations, it is one answer.
    private const float Same = 0.02f;

    private readonly CompletionStarts _starts = new(settings);

    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies)
    {
        int dimension = energy.Dimension;
        int size = _starts.Count * dimension;
        float[] buffer = ArrayPool<float>.Shared.Rent((2 * size) + _starts.Count);
        Span<float> points = buffer.AsSpan(0, size);
        Span<float> images = buffer.AsSpan(size, size);
        Span<float> reached = buffer.AsSpan(2 * size, _starts.Count);
        _starts.Fill(row, points);
        for (int step = 0; step < settings.MaximumIterations; step++)
        {
            energy.Reconstruct(points, images);
            if (Move(row, points, images) <= settings.Tolerance)
                break;
        }

        energy.Energy(points, reached);
        var found = new AnswerSet(answers, energies, dimension);
        for (int start = 0; start < _starts.Count; start++)
            found.Add(points.Slice(start * dimension, dimension), reached[start], settings.Deviations, Same);
        ArrayPool<float>.Shared.Return(buffer);
        return found.Count;
    }

    /// <summary>Takes the unobserved values of the images, and returns the greatest change in deviations.</summary>
    private float Move(ReadOnlySpan<float> row, Span<float> points, ReadOnlySpan<float> images)
    {
        float change = 0;
        for (int i = 0; i < points.Length; i++)
        {
            int j = i % row.Length;
            if (!float.IsNaN(row[j]))
                continue;
            float next = _starts.Inside(images[i]);
            change = Math.Max(change, Math.Abs(next - points[i]) / settings.Deviations[j]);
            points[i] = next;
        }
        return change;
    }
}
