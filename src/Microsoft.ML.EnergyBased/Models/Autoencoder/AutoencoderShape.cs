using Microsoft.ML.EnergyBased.Networks;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>What an autoencoder looks like; with its parameters it is the whole of it.</summary>
/// <param name="Dimension">Values in a row, at least 1.</param>
/// <param name="HiddenUnits">Units of each encoder layer, the last being the code; the decoder mirrors them.</param>
/// <param name="Activation">Of all layers but the last.</param>
/// <param name="OutputActivation">Of the last.</param>
/// <param name="TiedWeights">Whether the decoder's weights are the encoder's, transposed.</param>
internal sealed record AutoencoderShape(
    int Dimension, IReadOnlyList<int> HiddenUnits, Activation Activation, Activation OutputActivation, bool TiedWeights)
{
    /// <summary>Units of the code.</summary>
    public int CodeSize => HiddenUnits[^1];

    /// <summary>The layer, from 0, whose outputs are the code.</summary>
    public int CodeLayer => HiddenUnits.Count - 1;

    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or an activation unknown.</exception>
    public NetworkArchitecture CreateNetwork()
        => NetworkArchitecture.Autoencoder(Dimension, HiddenUnits, Activation, OutputActivation, TiedWeights);

    public bool Equals(AutoencoderShape? other)
        => other is not null && Dimension == other.Dimension && HiddenUnits.SequenceEqual(other.HiddenUnits)
            && Activation == other.Activation && OutputActivation == other.OutputActivation && TiedWeights == other.TiedWeights;

    public override int GetHashCode() => HashCode.Combine(Dimension, HiddenUnits.Count, CodeSize, Activation, OutputActivation, TiedWeights);
}
