namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy with a gradient with respect to its row, ∂F(y)/∂y.</summary>
public interface IDifferentiableEnergy : IEnergy
{
    /// <summary>Computes F(y) and ∂F(y)/∂y for each row y of a block.</summary>
    /// <param name="rows">count × <see cref="IEnergy.Dimension"/> values, where count is the length of <paramref name="energies"/>.</param>
    /// <param name="energies">Receives F of each row, the same bits as <see cref="IEnergy.Energy"/>.</param>
    /// <param name="gradients">Receives ∂F/∂y of each row, count × <see cref="IEnergy.Dimension"/>; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    void Gradient(ReadOnlySpan<float> rows, Span<float> energies, Span<float> gradients);
}
