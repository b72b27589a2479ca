using System.Buffers;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

// Given x and perhaps a part of y: what else can y be?
public sealed partial class ConditionalLatentEnergy
{
    private const int MostRounds = 500;

    // ∂F/∂y is twice the difference of y and its mean; steps beyond it grow by a factor.
    private const float PlainStep = 0.5f;
    private const float Growth = 1.3f;

    // What F of more than two coordinates of z is good for: of E where it is a minimum, of 1/β where it is a sample's.
    private const float MinimumPrecision = 1e-5f;
    private const float SamplePrecision = 1e-3f;

    // Of the range that a value of y has as z runs over its set: what still counts as a change, and what makes two answers one.
    private const float SmallestChange = 1e-6f;
    private const float SmallestDifference = 1e-3f;

    // Of the magnitude of a value: where that range is nothing, what rounding leaves of it.
    private const float Rounding = 1e-6f;

    void ICompletingEnergy.CheckCompletable()
    {
        var most = Math.Max(NumberOfPredictions, Latent.IsDiscrete ? 0 : Math.Max(LatentDescents.MostOf(Shape.Search), LatentMinima.Most));
        SearchLimits.CheckValues(most, nameof(NumberOfPredictions), checked(LatentSize + 2 + Dimension));
    }

    /// <summary>
    /// Completes the y of a row [x | y]: for each local minimum over z of the energy of what is observed, the rest is decoded
    /// from that z; then y ← y − ½∂F/∂y, which is its mean over P(z|x, y), until it is a minimum of F itself.
    /// </summary>
    /// <remarks>
    /// All of x must be observed. Where nothing of y is, and there is no penalty, every Dec([x, z]) is an answer, and those
    /// of <see cref="Predict"/> are given. Answers are one where no value of y differs by more than a thousandth of the range
    /// that it has as z runs over its set.
    /// </remarks>
    /// <inheritdoc/>
    public int Complete(ReadOnlySpan<float> row, Span<float> answers, Span<float> energies, out LatentSearch search)
    {
        SpanChecks.CheckLength(row.Length, 1, Dimension);
        search = LatentSearch.None;
        var least = float.PositiveInfinity;
        var found = new AnswerSet(answers, energies, Dimension);
        var target = row[ContextSize..];
        if (energies.IsEmpty || !VectorMath.IsFinite(row[..ContextSize]) || target.ContainsAny(float.PositiveInfinity, float.NegativeInfinity))
            return 0;

        var inference = _inferences.Take();
        inference.Decoder.Set(row[..ContextSize], target);
        var most = Math.Max(NumberOfPredictions, inference.MostMinima);
        var candidates = ArrayPool<float>.Shared.Rent(most * (LatentSize + 2 + Dimension));
        Span<float> latents = candidates.AsSpan(0, most * LatentSize), explained = candidates.AsSpan(latents.Length, most);
        Span<float> starts = candidates.AsSpan(most * (LatentSize + 1), most * Dimension), startEnergies = candidates.AsSpan(most * (LatentSize + 1 + Dimension), most);
        var buffer = ArrayPool<float>.Shared.Rent(5 * Dimension);
        Span<float> scales = buffer.AsSpan(0, Dimension), answer = buffer.AsSpan(Dimension, Dimension), decoded = buffer.AsSpan(2 * Dimension, Dimension);
        ScalesOf(inference, scales, decoded);

        var count = NumberOfPredictions;
        if (Latent.Penalty == 0 && !PartialRow.IsUsable(target))
        {
            PredictionLatents.CopyTo(latents);
            explained.Clear();
        }
        else
        {
            count = inference.FindAll(latents, explained);
        }
        _inferences.Return(inference);

        // Where several z decode to the same, one of them is enough.
        var distinct = new AnswerSet(starts, startEnergies, Dimension);
        for (var i = 0; i < count; i++)
        {
            Decode(row[..ContextSize], latents.Slice(i * LatentSize, LatentSize), decoded[ContextSize..]);
            PartialRow.Fill(row, decoded, answer);
            distinct.Add(answer, explained[i], scales, SmallestDifference);
        }
        for (var i = 0; i < distinct.Count; i++)
        {
            // F of an answer is E of the z that explains it best: if that is not its own, then one that came before.
            if (IsMinimum && found.Count == energies.Length && startEnergies[i] >= energies[^1])
                break;
            starts.Slice(i * Dimension, Dimension).CopyTo(answer);
            var energy = Settle(row, startEnergies[i], scales, answer, buffer.AsSpan(2 * Dimension, 3 * Dimension), out var descent);
            found.Add(answer, energy, scales, SmallestDifference);
            if (float.IsFinite(energy) && energy < least)
                (least, search) = (energy, descent);
        }
        ArrayPool<float>.Shared.Return(candidates);
        ArrayPool<float>.Shared.Return(buffer);
        return found.Count;
    }

    // All answers have the same x.
    private void ScalesOf(ConditionalInference inference, Span<float> scales, Span<float> magnitudes)
    {
        scales[..ContextSize].Clear();
        inference.Ranges(scales[ContextSize..], magnitudes[ContextSize..]);
        for (var j = ContextSize; j < Dimension; j++)
            scales[j] += Rounding / SmallestDifference * magnitudes[j];
    }

    // Down to a minimum of F over what is not observed. At β = ∞ what a z decodes to that explains the observed part best, of
    // those near it, is one already, unless another z explains the whole still better. Steps grow while F falls: Salakhutdinov
    // and Roweis, "Adaptive Overrelaxed Bound Optimization Methods", ICML 2003.
    private float Settle(ReadOnlySpan<float> row, float explained, ReadOnlySpan<float> scales, Span<float> answer, Span<float> buffers, out LatentSearch search)
    {
        Span<float> gradient = buffers[..Dimension], before = buffers[Dimension..(2 * Dimension)], gradientBefore = buffers[(2 * Dimension)..];
        float energy = float.NaN, reached = IsMinimum ? explained : float.PositiveInfinity, step = PlainStep;
        for (var round = 0; round < MostRounds; round++)
        {
            Gradient(answer, new Span<float>(ref energy), gradient);
            var least = Latent.Coordinates <= 2 ? 0 : IsMinimum ? MinimumPrecision * energy : SamplePrecision / InverseTemperature;
            var gains = !(reached - energy < least);
            search = new LatentSearch(round + 1, Gap(row, scales, gradient), converged: true);
            if (!gains && step == PlainStep && least > 0)
            {
                if (round == 0 || energy <= reached)
                    return energy;
                before.CopyTo(answer);
                return reached;
            }
            if (!gains && step > PlainStep)
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
            var moves = false;
            for (var j = ContextSize; j < Dimension; j++)
                moves |= float.IsNaN(row[j]) && PlainStep * Math.Abs(gradient[j]) > SmallestChange * scales[j];
            if (!moves)
                return reached;
            for (var j = ContextSize; j < Dimension; j++)
                answer[j] -= float.IsNaN(row[j]) ? step * gradient[j] : 0;
        }
        Energy(answer, new Span<float>(ref energy));
        search = new LatentSearch(MostRounds, Gap(row, scales, gradient), converged: false);
        return energy;
    }

    /// <summary>The greatest move of an unobserved value that the gradient asks for, in the scales of the values.</summary>
    private float Gap(ReadOnlySpan<float> row, ReadOnlySpan<float> scales, ReadOnlySpan<float> gradient)
    {
        float greatest = 0;
        for (var j = ContextSize; j < Dimension; j++)
        {
            if (float.IsNaN(row[j]))
                greatest = Math.Max(greatest, PlainStep * Math.Abs(gradient[j]) / scales[j]);
        }
        return greatest;
    }
}
