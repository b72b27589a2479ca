using System.Buffers;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

// One search a row fills the outputs.
public sealed partial class ConditionalLatentEnergy
{
    private void Find(ConditionalInference inference, ReadOnlySpan<float> row)
    {
        inference.Decoder.Set(row[..ContextSize], row[ContextSize..]);
        inference.Find(InverseTemperature, isExact: true);
    }

    /// <summary>One search a row.</summary>
    /// <param name="rows">Rows [x | y].</param>
    /// <param name="restored">Receives [x | Dec([x, z*])] of each row; or empty.</param>
    /// <param name="outputs">What else is wanted; of features there are those of y alone.</param>
    private void Compute(ReadOnlySpan<float> rows, Span<float> restored, EnergyOutputs outputs)
    {
        var count = rows.Length / Dimension;
        var explains = !(restored.IsEmpty && outputs.Reconstructions.IsEmpty);
        var buffer = explains ? ArrayPool<float>.Shared.Rent(TargetSize) : [];
        var target = buffer.AsSpan(0, explains ? TargetSize : 0);
        var inference = _inferences.Take();
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice(i * Dimension, Dimension);
            var latent = outputs.Latents.IsEmpty ? default : outputs.Latents.Slice(i * LatentSize, LatentSize);
            var good = VectorMath.IsFinite(row);
            if (good)
            {
                Find(inference, row);
                Explain(inference, latent, target);
            }
            else
            {
                latent.Fill(float.NaN);
                target.Fill(float.NaN);
            }
            if (!outputs.Energies.IsEmpty)
                outputs.Energies[i] = good ? inference.FreeEnergy : float.NaN;
            if (!outputs.Searches.IsEmpty)
                outputs.Searches[i] = good ? inference.Search : LatentSearch.None;
            if (!restored.IsEmpty)
            {
                var whole = restored.Slice(i * Dimension, Dimension);
                whole[..ContextSize].Fill(float.NaN);
                if (good)
                    row[..ContextSize].CopyTo(whole);
                target.CopyTo(whole[ContextSize..]);
            }
            if (!outputs.Reconstructions.IsEmpty)
                target.CopyTo(outputs.Reconstructions[(i * TargetSize)..]);
            if (!outputs.FeatureEnergies.IsEmpty)
                Share(inference, row, good, outputs.FeatureEnergies.Slice(i * TargetSize, TargetSize));
        }
        _inferences.Return(inference);
        if (explains)
            ArrayPool<float>.Shared.Return(buffer);
    }

    private void Share(ConditionalInference inference, ReadOnlySpan<float> row, bool good, Span<float> shares)
    {
        shares.Fill(float.NaN);
        if (good)
            inference.Decoder.Decode(inference.Best, shares);
        FeatureErrors.Square(row[ContextSize..], shares, shares);
    }

    private void Explain(ConditionalInference inference, Span<float> latent, Span<float> target)
    {
        var isMean = Latent.IsDiscrete && !IsMinimum;
        ReadOnlySpan<float> latents = inference.Best, probabilities = default;
        if (isMean && !(latent.IsEmpty && target.IsEmpty))
            inference.Posterior(0, out latents, out probabilities);
        if (!latent.IsEmpty)
        {
            inference.Best.CopyTo(latent);
            if (isMean && probabilities.Length == latent.Length)
                probabilities.CopyTo(latent);
        }
        if (target.IsEmpty)
            return;
        if (!isMean)
        {
            inference.Decoder.Decode(latents, target);
            return;
        }
        // ∂F/∂y is twice the difference of y and the mean.
        inference.Decoder.MeanGradient(latents, probabilities, default, target);
        for (var j = 0; j < target.Length; j++)
            target[j] = inference.Decoder.Target[j] - (target[j] / 2);
    }

    private static void Decode(ConditionalDecoder decoder, ReadOnlySpan<float> context, ReadOnlySpan<float> latents, Span<float> outputs)
    {
        if (!VectorMath.IsFinite(context) || !VectorMath.IsFinite(latents))
        {
            outputs.Fill(float.NaN);
            return;
        }
        decoder.SetContext(context);
        decoder.Decode(latents, outputs);
    }
}
