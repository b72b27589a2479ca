namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy that draws rows by itself, without Markov chains: a latent from its prior, decoded.</summary>
public interface IGenerativeEnergy : IEnergy
{
    /// <summary>Draws independent rows.</summary>
    /// <param name="rows">Receives count × <see cref="IEnergy.Dimension"/> values.</param>
    /// <param name="seed">The seed; the same seed gives the same rows, and row i does not depend on how many are drawn.</param>
    /// <exception cref="ArgumentException">Not a whole number of rows.</exception>
    /// <exception cref="NotSupportedException">The energy has no density to draw from, such as a mixture at β = ∞.</exception>
    void Sample(Span<float> rows, long seed);
}
