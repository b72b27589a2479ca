using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Persistence;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>A fitted <see cref="DenoisingAutoencoderEstimator"/>: scores rows by how far the autoencoder moves them.</summary>
public sealed class DenoisingAutoencoderTransformer : EnergyBasedTransformer, IEnergyModel, ILoadableTransformer<DenoisingAutoencoderTransformer>
{
    internal const string LoaderSignature = "Ebm.Autoencoder";

    private static readonly ComponentFormat Format = new("DenoisingAutoencoderTransformer", "DAENERGY", LoaderSignature, Version: 1);

    private readonly InputColumn _features;
    private readonly AutoencoderOutputs _outputs;

    internal DenoisingAutoencoderTransformer(string featureColumnName, AutoencoderOutputs outputs, AutoencoderEnergy energy)
    {
        _features = InputColumn.Vector(featureColumnName, "feature column", energy.Dimension) with { Domain = DomainOf(energy.Loss) };
        _outputs = outputs;
        Energy = energy;
    }

    /// <summary>The trained energy: encodes, decodes and scores blocks of rows without ML.NET.</summary>
    public AutoencoderEnergy Energy { get; }

    /// <summary>The cross-entropy of features beyond [0, 1] has no floor: such rows have no energy, instead of a low one.</summary>
    internal static (float Minimum, float Maximum)? DomainOf(ReconstructionLoss loss) => loss == ReconstructionLoss.BinaryCrossEntropy ? (0, 1) : null;

    IEnergy IEnergyModel.Energy => Energy;

    IReadOnlyList<InputColumn> IEnergyModel.Columns => Inputs;

    static ComponentFormat ILoadableTransformer<DenoisingAutoencoderTransformer>.Format => Format;

    private protected override IReadOnlyList<InputColumn> Inputs => [_features];

    private protected override IReadOnlyList<OutputColumn> Outputs => _outputs.All;

    internal override ComponentFormat SavedFormat => Format;

    static DenoisingAutoencoderTransformer ILoadableTransformer<DenoisingAutoencoderTransformer>.Load(IHostEnvironment env, PayloadReader reader)
    {
        var features = reader.ReadColumnName("feature");
        var outputs = reader.ReadOutputNames("energy", "feature energy", "code", "reconstruction");
        var loss = reader.ReadEnum<ReconstructionLoss>("loss");
        var steps = reader.ReadInt32("reconstruction steps", minimum: 1, maximum: SearchLimits.ReconstructionSteps);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var hidden = reader.ReadLayers("hidden units", minimum: 1);
        var shape = new AutoencoderShape(
            dimension, hidden, reader.ReadEnum<Activation>("activation"), reader.ReadEnum<Activation>("output activation"), reader.ReadBoolean("tied weights"));
        reader.Check("output activation", () => DenoisingAutoencoderEstimator.Options.CheckLoss(loss, shape.OutputActivation));
        var parameters = reader.ReadParameters(() => shape.CreateNetwork().ParameterCount);
        return new DenoisingAutoencoderTransformer(
            features,
            new AutoencoderOutputs(outputs[0], outputs[1], outputs[2], outputs[3], dimension, shape.CodeSize),
            new AutoencoderEnergy(shape, parameters, loss, steps));
    }

    /// <summary>Says what was fitted, for logs and debuggers.</summary>
    public override string ToString() => $"{Energy}";

    private protected override void Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // string: feature column name
        // string?: names of Energy, FeatureEnergy, Code, Reconstruction (null: dropped)
        // int32: loss, int32: reconstruction steps, 1 to SearchLimits.ReconstructionSteps
        // int32: dimension d
        // int32: number of encoder layers, int32[]: their units
        // int32: activation, int32: output activation, byte: tied weights
        // int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        var shape = Energy.Shape;
        writer.Write(_features.Name);
        writer.WriteOptional(_outputs.Energy?.Name);
        writer.WriteOptional(_outputs.FeatureEnergy?.Name);
        writer.WriteOptional(_outputs.Code?.Name);
        writer.WriteOptional(_outputs.Reconstruction?.Name);
        writer.Write((int)Energy.Loss);
        writer.Write(Energy.ReconstructionSteps);
        writer.Write(shape.Dimension);
        writer.WriteLayers(shape.HiddenUnits);
        writer.Write((int)shape.Activation);
        writer.Write((int)shape.OutputActivation);
        writer.Write(shape.TiedWeights);
        writer.WriteParameters(Energy.Parameters);
    }

    private protected override void Map(Block block) => Energy.Compute(
        block.Input(), block.Count,
        block.Output(_outputs.Energy), block.Output(_outputs.FeatureEnergy), block.Output(_outputs.Code), block.Output(_outputs.Reconstruction));
}
