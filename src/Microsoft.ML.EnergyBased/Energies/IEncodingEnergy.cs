namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy with an encoder too: the code of a row is computed, not searched for.</summary>
public interface IEncodingEnergy : IDecodingEnergy
{
    /// <summary>Encodes rows.</summary>
    /// <param name="rows">count × <see cref="IEnergy.Dimension"/> values.</param>
    /// <param name="codes">Receives count × <see cref="IDecodingEnergy.LatentSize"/> values; NaN throughout where the row holds NaN or an infinity.</param>
    /// <exception cref="ArgumentException">The lengths of the spans do not fit together.</exception>
    void Encode(ReadOnlySpan<float> rows, Span<float> codes);
}
