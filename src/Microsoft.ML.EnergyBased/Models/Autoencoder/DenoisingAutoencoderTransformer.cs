using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

[assembly: LoadableTransformer<Microsoft.ML.EnergyBased.DenoisingAutoencoderTransformer>("Denoising autoencoder as an energy")]

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="DenoisingAutoencoderEstimator"/>: scores rows by how far the autoencoder moves them.</summary>
public sealed class DenoisingAutoencoderTransformer : EnergyModelTransformer, ILoadableTransformer<DenoisingAutoencoderTransformer>
{
    internal const string LoaderSignature = "Ebm.Autoencoder";

    private static readonly ComponentFormat Format = new("DenoisingAutoencoderTransformer", "DAENERGY", LoaderSignature, Version: 1);

    internal DenoisingAutoencoderTransformer(string featureColumnName, OutputSet<EnergyOutputs> outputs, AutoencoderEnergy energy)
        : base(featureColumnName, outputs, energy)
    {
        Energy = energy;
    }

    /// <summary>The trained energy: encodes, decodes and scores blocks of rows without ML.NET.</summary>
    public AutoencoderEnergy Energy { get; }

    static ComponentFormat ILoadableTransformer<DenoisingAutoencoderTransformer>.Format => Format;

    internal override ComponentFormat SavedFormat => Format;

    static DenoisingAutoencoderTransformer ILoadableTransformer<DenoisingAutoencoderTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var energy = StoredEnergies.Read<AutoencoderEnergy>(reader);
        return new DenoisingAutoencoderTransformer(features, AutoencoderEnergy.DeclareOutputs(energy.Dimension, energy.CodeSize).Read(reader), energy);
    }

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name
        // the energy, as StoredEnergies says
        // the names of its outputs, as OutputSet says
        writer.Write(FeatureColumnName);
        StoredEnergies.Write(writer, Energy);
        Declared.Write(writer);
    }
}
