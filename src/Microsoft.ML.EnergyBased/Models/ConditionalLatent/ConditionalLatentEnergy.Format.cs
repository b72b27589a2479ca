using System.Runtime.InteropServices;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.ConditionalLatent.ConditionalLatentEnergy>]

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

// What the energy gives to a transformer, and to a file.
public sealed partial class ConditionalLatentEnergy : IModelEnergy, IConditionalEnergy, IStoredEnergy<ConditionalLatentEnergy>
{
    // The columns that are read: x, then y.
    private const int Features = 1;

    static string IStoredEnergy<ConditionalLatentEnergy>.Kind => "Conditional";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(TargetSize, LatentSize, NumberOfPredictions);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int target = 0, int latentSize = 0, int predictions = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(target, Features), EnergyColumns.Latent(latentSize), EnergyColumns.Reconstruction(target, Features),
        EnergyColumns.Inference, EnergyColumns.Predictions(predictions, target));

    static ConditionalLatentEnergy IStoredEnergy<ConditionalLatentEnergy>.Read(PayloadReader reader)
    {
        var context = reader.ReadInt32("context size", minimum: 1);
        var target = reader.ReadInt32("feature size", minimum: 1);
        var latent = ReadLatent(reader);
        var options = new ConditionalLatentEstimator.Options
        {
            Latent = latent,
            InverseTemperature = reader.ReadPositive("inverse temperature"),
            NumberOfPredictions = reader.ReadInt32("number of predictions"),
            InferenceStarts = reader.ReadInt32("number of starts"),
            InferenceIterations = reader.ReadInt32("inference iterations"),
            InferenceTolerance = reader.ReadSingle("inference tolerance"),
            NumberOfDraws = reader.ReadInt32("number of draws"),
            HiddenUnits = reader.ReadLayers("hidden units", minimum: 0),
            Activation = reader.ReadEnum<Activation>("activation"),
            OutputActivation = reader.ReadEnum<Activation>("output activation"),
        };
        reader.Check("search", options.Validate);
        reader.Check("feature size", () => options.CheckRow(context, target));
        var shape = options.ShapeOf(context, target);
        var parameters = reader.ReadParameters(() => shape.CreateNetwork().ParameterCount);
        return new ConditionalLatentEnergy(shape, parameters, options.InverseTemperature, options.Predictions);
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // int32: context size, int32: feature size
        // int32: kind of the latent (LatentKind), int32: its size, float: minimum, float: maximum, float: penalty α
        // float: β, int32: number of predictions
        // int32: number of starts, int32: inference iterations, as SearchLimits has them, float: inference tolerance, finite, at least 0
        // int32: number of draws
        // int32: number of hidden layers, int32[]: their units, int32: activation, int32: output activation
        // int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        var shape = Shape;
        writer.Write(shape.ContextSize);
        writer.Write(shape.TargetSize);
        writer.Write((int)shape.Latent.Kind);
        writer.Write(shape.Latent.Size);
        writer.Write(shape.Latent.Minimum);
        writer.Write(shape.Latent.Maximum);
        writer.Write(shape.Latent.Penalty);
        writer.Write(InverseTemperature);
        writer.Write(NumberOfPredictions);
        writer.Write(shape.Search.Descents);
        writer.Write(shape.Search.Iterations);
        writer.Write(shape.Search.Tolerance);
        writer.Write(shape.Draws);
        writer.WriteLayers(shape.HiddenUnits);
        writer.Write((int)shape.Activation);
        writer.Write((int)shape.OutputActivation);
        writer.WriteParameters(Parameters);
    }

    private static LatentSet ReadLatent(PayloadReader reader)
    {
        var kind = reader.ReadEnum<LatentKind>("kind of the latent");
        var size = reader.ReadInt32("latent size", minimum: 1);
        var (minimum, maximum, penalty) = (reader.ReadSingle("minimum"), reader.ReadSingle("maximum"), reader.ReadSingle("penalty"));
        var latent = reader.Checked("latent", () => kind switch
        {
            LatentKind.Discrete => LatentSet.Discrete(size),
            LatentKind.Circle when size == 2 => LatentSet.Circle(),
            LatentKind.Box => LatentSet.Continuous(size, minimum, maximum, penalty),
            _ => throw reader.Bad("latent size", size),
        });
        // Only a box has a choice; of the others not even the sign of a 0 is kept.
        if (!MemoryMarshal.AsBytes<float>([minimum, maximum, penalty]).SequenceEqual(MemoryMarshal.AsBytes<float>([latent.Minimum, latent.Maximum, latent.Penalty])))
            throw reader.Bad("latent", $"{kind} in [{minimum}, {maximum}] with a penalty of {penalty}");
        return latent;
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs) => Compute(rows, default, outputs);
}
