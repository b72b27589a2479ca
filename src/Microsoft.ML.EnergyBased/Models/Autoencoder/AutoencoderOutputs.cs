using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>The output columns of an autoencoder, as the estimator promises them (sizes unknown, 0) and the transformer delivers them.</summary>
internal sealed class AutoencoderOutputs
{
    internal AutoencoderOutputs(string? energy, string? featureEnergy, string? code, string? reconstruction, int dimension, int codeSize)
    {
        Energy = OutputColumn.Single(energy);
        FeatureEnergy = OutputColumn.Vector(featureEnergy, dimension, slotNamesFrom: 0);
        Code = OutputColumn.Vector(code, codeSize);
        Reconstruction = OutputColumn.Vector(reconstruction, dimension, slotNamesFrom: 0);
        All = [.. new OutputColumn?[] { Energy, FeatureEnergy, Code, Reconstruction }.OfType<OutputColumn>()];
    }

    internal AutoencoderOutputs(DenoisingAutoencoderEstimator.Options options, int dimension, int codeSize)
        : this(options.EnergyColumnName, options.FeatureEnergyColumnName, options.CodeColumnName, options.ReconstructionColumnName, dimension, codeSize)
    {
    }

    internal OutputColumn<float>? Energy { get; }

    internal OutputColumn<float>? FeatureEnergy { get; }

    internal OutputColumn<float>? Code { get; }

    internal OutputColumn<float>? Reconstruction { get; }

    internal IReadOnlyList<OutputColumn> All { get; }
}
