namespace Microsoft.ML.EnergyBased.Latent;

/// <summary>E(y, z) of one row as a smooth function of the one or two coordinates of z, for searches and integrals over them.</summary>
internal interface ILatentFunction
{
    /// <summary>ε²: E is a squared distance whose terms are known up to ε, so that E itself is known up to 2ε√E + ε².</summary>
    float Rounding { get; }

    /// <summary>Computes E at some points.</summary>
    /// <param name="points">count × coordinates values.</param>
    /// <param name="energies">Receives E at each point; an infinity where it overflows.</param>
    void Energies(ReadOnlySpan<float> points, Span<float> energies);

    /// <summary>Computes E and its gradient with respect to the coordinates.</summary>
    /// <param name="points">count × coordinates values.</param>
    /// <param name="energies">Receives E at each point, the same bits as <see cref="Energies"/>.</param>
    /// <param name="gradients">Receives count × coordinates values.</param>
    void Gradients(ReadOnlySpan<float> points, Span<float> energies, Span<float> gradients);

    /// <summary>How far the rounding of its terms may shift E where it has this value.</summary>
    static double RoundingOf(double energy, double rounding) => (2 * Math.Sqrt(Math.Abs(energy) * rounding)) + rounding;
}
