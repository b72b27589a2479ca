namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy that decodes what it understood of a row: the model's version of y.</summary>
public interface IReconstructingEnergy : IEnergy
{
    /// <summary>Computes the reconstruction of each row of a block.</summary>
    /// <param name="rows">count × <see cref="IEnergy.Dimension"/> values.</param>
    /// <param name="reconstructions">Receives the reconstructions, of the same shape; NaN throughout a row that holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    void Reconstruct(ReadOnlySpan<float> rows, Span<float> reconstructions);
}
