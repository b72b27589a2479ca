using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.EnergyNetwork.NetworkEnergy>]

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

// What the energy gives to a transformer, and to a file.
public sealed partial class NetworkEnergy : IContrastiveEnergy, IStoredEnergy<NetworkEnergy>
{
    static string IStoredEnergy<NetworkEnergy>.Kind => "EnergyNetwork";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension));

    static NetworkEnergy IStoredEnergy<NetworkEnergy>.Read(PayloadReader reader)
    {
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var hidden = reader.ReadLayers("hidden units", minimum: 1);
        var activation = reader.ReadEnum<Activation>("activation");
        var quadratic = reader.ReadSingle("quadratic term");
        if (!(quadratic >= 0 && float.IsFinite(quadratic)))
            throw reader.Bad("quadratic term", quadratic);
        NetworkArchitecture? architecture = null;
        var parameters = reader.ReadParameters(() =>
        {
            architecture = NetworkArchitecture.Chain(dimension, [.. hidden, 1], [.. hidden.Select(_ => activation), Activation.Identity]);
            return architecture.ParameterCount;
        });
        return new NetworkEnergy(architecture!, parameters, quadratic);
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // int32: dimension, int32: number of hidden layers, int32[]: their units, int32: activation, float: κ, finite and at least 0
        // int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        writer.Write(Dimension);
        writer.WriteLayers([.. Architecture.Layers.SkipLast(1).Select(layer => layer.Outputs)]);
        writer.Write((int)Architecture.Layers[0].Activation);
        writer.Write(Quadratic);
        writer.WriteParameters(Parameters);
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        if (!outputs.Energies.IsEmpty)
            Energy(rows, outputs.Energies);
        if (!outputs.FeatureEnergies.IsEmpty)
            FreedFeatures.OfRows(this, rows, outputs.FeatureEnergies);
    }
}
