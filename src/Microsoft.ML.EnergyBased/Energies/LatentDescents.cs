using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The search for z over a box of more than two dimensions: descents from the best of some points spread over it.</summary>
internal sealed class LatentDescents
{
    private const int Starts = 64;

    private readonly DecoderSearch _exact;
    private readonly DecoderSearch _rough;

    public LatentDescents(DenseNetwork network, ConditionalShape shape)
    {
        LatentSet latent = shape.Latent;
        var domain = LatentDomain.Box(latent.Minimum, latent.Maximum, latent.Penalty);
        float[] starts = latent.Spread(Starts);
        _exact = new DecoderSearch(network, shape.ContextSize, domain, starts, new DecoderSearchSettings { Descents = 6, Iterations = 300, Tolerance = 1e-6f });
        _rough = new DecoderSearch(network, shape.ContextSize, domain, starts, new DecoderSearchSettings { Descents = 2, Iterations = 40, Tolerance = 1e-3f });
    }

    /// <summary>Finds z*.</summary>
    /// <param name="context">x.</param>
    /// <param name="target">y, finite.</param>
    /// <param name="isExact">Whether as for scores, or as for a step of training.</param>
    /// <param name="latent">Receives z*.</param>
    /// <param name="energy">Receives E there.</param>
    public LatentSearch Find(ReadOnlySpan<float> context, ReadOnlySpan<float> target, bool isExact, Span<float> latent, out float energy)
    {
        energy = float.NaN;
        LatentSearch search = default;
        (isExact ? _exact : _rough).Find(context, target, new Span<float>(ref energy), latent, default, new Span<LatentSearch>(ref search));
        return search;
    }

    /// <summary>Finds where the descents end, in order of energy; NaN in y is not observed.</summary>
    /// <returns>How many there are.</returns>
    public int FindAll(ReadOnlySpan<float> context, ReadOnlySpan<float> target, Span<float> latents)
    {
        int count = _exact.Settings.Descents;
        _exact.FindAll(context, target, default, latents[..(count * _exact.LatentSize)], default, default);
        return count;
    }
}
