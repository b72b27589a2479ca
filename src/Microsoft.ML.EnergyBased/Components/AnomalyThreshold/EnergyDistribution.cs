namespace Microsoft.ML.EnergyBased.Components.AnomalyThreshold;

/// <summary>
/// The energies seen at Fit, sorted: gives thresholds and p-values. Beyond <see cref="Capacity"/> rows evenly spaced
/// order statistics stand for all of them, so that a saved model stays small; a p-value is then exact to 1/Capacity.
/// </summary>
internal sealed class EnergyDistribution
{
    internal const int Capacity = 100_000;

    private readonly float[] _sorted;

    /// <param name="sorted">The kept energies, ascending, at least one, at most <see cref="Capacity"/>.</param>
    internal EnergyDistribution(float[] sorted)
    {
        _sorted = sorted;
    }

    internal ReadOnlySpan<float> Sorted => _sorted;

    /// <summary>Keeps what is needed of the training energies, which it sorts in place.</summary>
    internal static EnergyDistribution Of(Span<float> energies)
    {
        energies.Sort();
        if (energies.Length <= Capacity)
            return new EnergyDistribution(energies.ToArray());

        // Both ends are kept: the largest energy decides which rows have a p-value of 0.
        var kept = new float[Capacity];
        for (var i = 0; i < kept.Length; i++)
            kept[i] = energies[(int)((long)i * (energies.Length - 1) / (kept.Length - 1))];
        return new EnergyDistribution(kept);
    }

    /// <summary>The lowest training energy that a share of at least <paramref name="share"/> of the sorted energies does not exceed.</summary>
    internal static float Quantile(ReadOnlySpan<float> sorted, double share)
    {
        // A product such as 0.95 × 100 may come out a rounding error above the whole number that is meant.
        var rank = (int)Math.Ceiling((share * sorted.Length) - 1e-9);
        return sorted[Math.Clamp(rank, 1, sorted.Length) - 1];
    }

    /// <summary>The share of the training rows with at least this energy.</summary>
    internal float PValue(float energy)
    {
        var low = 0;
        var high = _sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_sorted[middle] < energy)
                low = middle + 1;
            else
                high = middle;
        }

        return (float)(_sorted.Length - low) / _sorted.Length;
    }
}
