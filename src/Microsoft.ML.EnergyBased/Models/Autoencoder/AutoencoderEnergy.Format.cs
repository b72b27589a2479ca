using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.Autoencoder.AutoencoderEnergy>]

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

// What the energy gives to a transformer, and to a file.
public sealed partial class AutoencoderEnergy : IModelEnergy, IStoredEnergy<AutoencoderEnergy>
{
    static string IStoredEnergy<AutoencoderEnergy>.Kind => "Autoencoder";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, CodeSize);

    // The cross-entropy of features beyond [0, 1] has no floor.
    (float Minimum, float Maximum)? IModelEnergy.Domain => DomainOf(Loss);

    internal static (float Minimum, float Maximum)? DomainOf(ReconstructionLoss loss) => loss == ReconstructionLoss.BinaryCrossEntropy ? (0, 1) : null;

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int codeSize = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension), EnergyColumns.Code(codeSize), EnergyColumns.Reconstruction(dimension));

    static AutoencoderEnergy IStoredEnergy<AutoencoderEnergy>.Read(PayloadReader reader)
    {
        var loss = reader.ReadEnum<ReconstructionLoss>("loss");
        var steps = reader.ReadInt32("reconstruction steps", minimum: 1, maximum: SearchLimits.ReconstructionSteps);
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var hidden = reader.ReadLayers("hidden units", minimum: 1);
        var shape = new AutoencoderShape(
            dimension, hidden, reader.ReadEnum<Activation>("activation"), reader.ReadEnum<Activation>("output activation"), reader.ReadBoolean("tied weights"));
        reader.Check("output activation", () => DenoisingAutoencoderEstimator.Options.CheckLoss(loss, shape.OutputActivation));
        return new AutoencoderEnergy(shape, reader.ReadParameters(() => shape.CreateNetwork().ParameterCount), loss, steps);
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // int32: loss, int32: reconstruction steps, 1 to SearchLimits.ReconstructionSteps
        // int32: dimension d
        // int32: number of encoder layers, int32[]: their units
        // int32: activation, int32: output activation, byte: tied weights
        // int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        writer.Write((int)Loss);
        writer.Write(ReconstructionSteps);
        writer.Write(Dimension);
        writer.WriteLayers(HiddenUnits);
        writer.Write((int)Activation);
        writer.Write((int)OutputActivation);
        writer.Write(TiedWeights);
        writer.WriteParameters(Parameters);
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs) => Compute(rows, outputs);
}
