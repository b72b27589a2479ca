using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>How many descents look for z, and how long.</summary>
internal enum LatentEffort
{
    /// <summary>For a step of training.</summary>
    Rough,

    /// <summary>For the minimum.</summary>
    Few,

    /// <summary>For an integral, which needs every minimum.</summary>
    Several,

    /// <summary>From every start.</summary>
    All,
}

/// <summary>The search for z over a box of more than two dimensions: descents from the best of some points spread over it.</summary>
internal sealed class LatentDescents
{
    // Points that descents begin at, and how many of them where an integral wants all minima, unless the options say more.
    private const int Starts = 64;
    private const int SeveralStarts = 16;

    private readonly DecoderSearch[] _searches;

    /// <param name="network">Takes [x, z].</param>
    /// <param name="contextSize">The length of x.</param>
    /// <param name="latent">A box.</param>
    /// <param name="few">The descents to the minimum.</param>
    public LatentDescents(DenseNetwork network, int contextSize, LatentSet latent, DecoderSearchSettings few)
    {
        Most = MostOf(few);
        var starts = latent.Spread(Most);
        _searches =
        [
            Of(new DecoderSearchSettings { Descents = 2, Iterations = 40, Tolerance = 1e-3f }),
            Of(few),
            Of(few with { Descents = Math.Max(SeveralStarts, few.Descents) }),
            Of(few with { Descents = Most }),
        ];

        DecoderSearch Of(DecoderSearchSettings settings) => new(network, contextSize, latent, starts, settings);
    }

    /// <summary>The most descents of a search.</summary>
    public int Most { get; }

    /// <summary>The most descents of a search that is told so.</summary>
    public static int MostOf(DecoderSearchSettings settings) => Math.Max(Starts, settings.Descents);

    /// <summary>Finds z*.</summary>
    /// <param name="context">x.</param>
    /// <param name="target">y, finite.</param>
    /// <param name="effort">How hard to look.</param>
    /// <param name="latent">Receives z*.</param>
    /// <param name="energy">Receives E there.</param>
    public LatentSearch Find(ReadOnlySpan<float> context, ReadOnlySpan<float> target, LatentEffort effort, Span<float> latent, out float energy)
    {
        energy = float.NaN;
        LatentSearch search = default;
        _searches[(int)effort].Find(context, target, new Span<float>(ref energy), latent, default, new Span<LatentSearch>(ref search));
        return search;
    }

    /// <summary>Finds where the descents end, in order of energy; NaN in y is not observed.</summary>
    /// <param name="context">x.</param>
    /// <param name="target">y, finite or NaN.</param>
    /// <param name="effort">How hard to look.</param>
    /// <param name="latents">Receives their z; room for <see cref="Most"/>.</param>
    /// <param name="energies">Receives E there; as much room.</param>
    /// <param name="searches">Receives how they went; as much room.</param>
    /// <returns>How many there are.</returns>
    public int FindAll(
        ReadOnlySpan<float> context, ReadOnlySpan<float> target, LatentEffort effort, Span<float> latents, Span<float> energies, Span<LatentSearch> searches)
    {
        var search = _searches[(int)effort];
        var count = search.Settings.Descents;
        search.FindAll(context, target, energies[..count], latents[..(count * search.LatentSize)], default, searches[..count]);
        return count;
    }
}
