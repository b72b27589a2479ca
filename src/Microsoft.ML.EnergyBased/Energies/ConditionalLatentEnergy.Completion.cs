using System.Buffers;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

// Given x and perhaps a part of y: what else can y be?
public sealed partial class ConditionalLatentEnergy
{
    private const int MostRounds = 500;

    // ∂F/∂y is twice the difference of y and its mean; steps beyond it grow by a factor.
    private const float PlainStep = 0.5f;
    private const float Growth = 1.3f;

    // Of the largest value of an answer: what still counts as a change, and what makes two answers one.
    private const float SmallestChange = 1e-6f;
    private const float SmallestDifference = 1e-3f;

    /// <summary>
    /// Completes the y of a row [x | y]: for each local minimum over z of the energy of what is observed, the rest is decoded
    /// from that z; then y ← y − ½∂F/∂y, which is its mean over P(z|x, y), until it is a minimum of F itself.
    /// </summary>
    /// <remarks>
    /// All of x must be observed. Where nothing of y is, and there is no penalty, every Dec([x, z]) is an answer, and those
    /// of <see cref="Predict"/> are given.
    /// </remarks>
    /// <inheritdoc/>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies)
    {
        Blocks.CheckLength(row.Length, 1, Dimension);
        Blocks.CheckLength(answers.Length, energies.Length, Dimension);
        answers.Fill(float.NaN);
        energies.Fill(float.NaN);
        ReadOnlySpan<float> target = row[ContextSize..];
        bool isEmpty = true;
        foreach (float value in target)
        {
            if (float.IsInfinity(value))
                return 0;
            isEmpty &= float.IsNaN(value);
        }
        if (energies.IsEmpty || !VectorMath.IsFinite(row[..ContextSize]))
            return 0;

        ConditionalInference inference = _inferences.Take();
        float[] latents = ArrayPool<float>.Shared.Rent(Math.Max(_predictionLatents.Length, LatentMinima.Most * LatentSize));
        inference.Decoder.Set(row[..ContextSize], target);
        int candidates = NumberOfPredictions;
        if (isEmpty && Latent.Penalty == 0)
            _predictionLatents.CopyTo(latents, 0);
        else
            candidates = inference.FindAll(latents.AsSpan(0, (Latent.IsDiscrete ? Latent.Size : LatentMinima.Most) * LatentSize));
        _inferences.Return(inference);

        float[] answer = ArrayPool<float>.Shared.Rent(4 * Dimension);
        int count = 0;
        for (int i = 0; i < candidates; i++)
        {
            Settle(row, latents.AsSpan(i * LatentSize, LatentSize), answer.AsSpan(0, Dimension), answer.AsSpan(Dimension, 3 * Dimension), out float energy);
            count = Insert(answer.AsSpan(0, Dimension), energy, answers, energies, count);
        }
        ArrayPool<float>.Shared.Return(latents);
        ArrayPool<float>.Shared.Return(answer);
        return count;
    }

    // From the answer that a latent decodes to down to a minimum of F over what is not observed. Steps grow while F falls:
    // Salakhutdinov and Roweis, "Adaptive Overrelaxed Bound Optimization Methods", ICML 2003.
    private void Settle(ReadOnlySpan<float> row, ReadOnlySpan<float> latent, Span<float> answer, Span<float> buffers, out float energy)
    {
        Span<float> gradient = buffers[..Dimension], before = buffers[Dimension..(2 * Dimension)], gradientBefore = buffers[(2 * Dimension)..];
        row.CopyTo(answer);
        Decode(row[..ContextSize], latent, gradient[ContextSize..]);
        for (int j = ContextSize; j < Dimension; j++)
        {
            if (float.IsNaN(answer[j]))
                answer[j] = gradient[j];
        }
        energy = float.NaN;
        float reached = float.PositiveInfinity, step = PlainStep;
        for (int round = 0; round < MostRounds; round++)
        {
            Gradient(answer, new Span<float>(ref energy), gradient);
            if (energy > reached && step > PlainStep)
            {
                // Too far: back, and on with the step that never goes up.
                before.CopyTo(answer);
                gradientBefore.CopyTo(gradient);
                step = PlainStep;
            }
            else
            {
                answer.CopyTo(before);
                gradient.CopyTo(gradientBefore);
                reached = energy;
                step *= round == 0 ? 1 : Growth;
            }
            float slope = 0, size = 0;
            for (int j = ContextSize; j < Dimension; j++)
            {
                size = Math.Max(size, Math.Abs(answer[j]));
                if (!float.IsNaN(row[j]))
                    continue;
                slope = Math.Max(slope, Math.Abs(gradient[j]));
                answer[j] -= step * gradient[j];
            }
            if (!(PlainStep * slope > SmallestChange * size))
                break;
        }
        Energy(answer, new Span<float>(ref energy));
    }

    // Keeps the lowest energies, in order, and of answers that are one the lowest.
    private int Insert(ReadOnlySpan<float> answer, float energy, Span<float> answers, Span<float> energies, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!IsSame(answer[ContextSize..], answers.Slice((i * Dimension) + ContextSize, TargetSize)))
                continue;
            if (!(energy < energies[i]))
                return count;
            Remove(answers, energies, i, count--);
            break;
        }
        int place = count;
        while (place > 0 && energies[place - 1] > energy)
            place--;
        if (place == energies.Length)
            return count;
        count = Math.Min(count + 1, energies.Length);
        for (int i = count - 1; i > place; i--)
        {
            energies[i] = energies[i - 1];
            answers.Slice((i - 1) * Dimension, Dimension).CopyTo(answers.Slice(i * Dimension, Dimension));
        }
        energies[place] = energy;
        answer.CopyTo(answers.Slice(place * Dimension, Dimension));
        return count;
    }

    private void Remove(Span<float> answers, Span<float> energies, int index, int count)
    {
        for (int i = index; i < count - 1; i++)
        {
            energies[i] = energies[i + 1];
            answers.Slice((i + 1) * Dimension, Dimension).CopyTo(answers.Slice(i * Dimension, Dimension));
        }
        energies[count - 1] = float.NaN;
        answers.Slice((count - 1) * Dimension, Dimension).Fill(float.NaN);
    }

    private static bool IsSame(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        float difference = 0, size = 0;
        for (int j = 0; j < a.Length; j++)
        {
            difference = Math.Max(difference, Math.Abs(a[j] - b[j]));
            size = Math.Max(size, Math.Abs(a[j]));
        }
        return difference <= SmallestDifference * size;
    }
}
