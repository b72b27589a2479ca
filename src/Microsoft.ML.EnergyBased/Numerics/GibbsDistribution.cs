namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>P(k) = e^{−Fₖ}/Σ e^{−F} over a few classes, and the free energy −ln Σ e^{−F}; sums in double, the least energy taken off first.</summary>
internal static class GibbsDistribution
{
    /// <summary>Writes P unless <paramref name="probabilities"/> is empty (it may be <paramref name="energies"/> itself), and returns the free energy.</summary>
    public static double Normalise(ReadOnlySpan<float> energies, Span<float> probabilities)
    {
        double least = double.PositiveInfinity;
        foreach (float energy in energies)
            least = Math.Min(least, energy);
        double sum = 0;
        foreach (float energy in energies)
            sum += Weight(energy, least);
        if (!probabilities.IsEmpty)
        {
            for (int k = 0; k < energies.Length; k++)
                probabilities[k] = (float)(Weight(energies[k], least) / sum);
        }
        return least - Math.Log(sum);
    }

    // Two infinities have no difference.
    private static double Weight(double energy, double least) => energy == least ? 1 : Math.Exp(least - energy);
}
