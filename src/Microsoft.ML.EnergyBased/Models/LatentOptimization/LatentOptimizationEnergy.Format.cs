using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Persistence;

[assembly: StoredEnergy<Microsoft.ML.EnergyBased.Models.LatentOptimization.LatentOptimizationEnergy>]

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

// What the energy gives to a transformer, and to a file.
public sealed partial class LatentOptimizationEnergy : IModelEnergy, IStoredEnergy<LatentOptimizationEnergy>
{
    static string IStoredEnergy<LatentOptimizationEnergy>.Kind => "LatentOptimization";

    OutputSet<EnergyOutputs> IModelEnergy.Outputs => DeclareOutputs(Dimension, LatentSize);

    internal static OutputSet<EnergyOutputs> DeclareOutputs(int dimension = 0, int latentSize = 0) => new(
        EnergyColumns.Energy, EnergyColumns.FeatureEnergy(dimension), EnergyColumns.Latent(latentSize), EnergyColumns.Reconstruction(dimension),
        EnergyColumns.Inference);

    static LatentOptimizationEnergy IStoredEnergy<LatentOptimizationEnergy>.Read(PayloadReader reader)
    {
        var dimension = reader.ReadInt32("dimension", minimum: 1);
        var size = reader.ReadInt32("latent size", minimum: 1);
        var shape = new LatentOptimizationShape(
            dimension, size, reader.ReadLayers("hidden units", minimum: 0), reader.ReadEnum<Activation>("activation"),
            reader.ReadEnum<Activation>("output activation"), reader.ReadEnum<LatentConstraint>("constraint"));
        if (shape.Constraint == LatentConstraint.Free)
            shape = shape with { Penalty = reader.ReadSingle("penalty") };
        var options = new LatentOptimizationEstimator.Options
        {
            LatentSize = size,
            HiddenUnits = shape.HiddenUnits,
            LatentPenalty = shape.Constraint == LatentConstraint.Free ? shape.Penalty : 1,
            InferenceStarts = reader.ReadInt32("number of starts"),
            InferenceIterations = reader.ReadInt32("inference iterations"),
            InferenceTolerance = reader.ReadSingle("inference tolerance"),
        };
        reader.Check("search", options.Validate);
        reader.Check("number of starts", () => options.CheckRow(dimension));
        var seed = (ulong)reader.ReadInt64("seed");
        var parameters = reader.ReadParameters(() => shape.CreateNetwork().ParameterCount);
        var mean = reader.ReadSingles("mean of the latents", size);
        var covariance = reader.ReadDoubles("covariance of the latents", size, size);
        var latents = reader.Checked("covariance of the latents", () => LatentGaussian.FromFile(mean, covariance));
        return new LatentOptimizationEnergy(shape, parameters, latents, options.Search, seed);
    }

    void IStoredEnergy.Write(PayloadWriter writer)
    {
        // *** Binary format, version 1 ***
        // int32: dimension d, int32: latent size k
        // int32: number of hidden layers, int32[]: their units, from z to y
        // int32: activation, int32: output activation, int32: constraint
        // float: penalty α of free latents, positive and finite; nothing of others
        // int32: number of starts, int32: inference iterations, as SearchLimits has them, float: inference tolerance, finite, at least 0
        // int64: seed of the starts
        // int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        // float[k]: mean of the training rows' latents, double[k × k]: their covariance, symmetric
        var shape = Shape;
        writer.Write(shape.Dimension);
        writer.Write(shape.LatentSize);
        writer.WriteLayers(shape.HiddenUnits);
        writer.Write((int)shape.Activation);
        writer.Write((int)shape.OutputActivation);
        writer.Write((int)shape.Constraint);
        if (shape.Constraint == LatentConstraint.Free)
            writer.Write(shape.Penalty);
        writer.Write(Settings.Descents);
        writer.Write(Settings.Iterations);
        writer.Write(Settings.Tolerance);
        writer.Write((long)Seed);
        writer.WriteParameters(Parameters);
        writer.Write(Latents.Mean);
        writer.Write(Latents.Covariance);
    }

    void IOutputEnergy.Compute(ReadOnlySpan<float> rows, EnergyOutputs outputs)
    {
        // Where only the shares are wanted, the reconstructions are made in their room.
        var reconstructions = outputs.Reconstructions.IsEmpty ? outputs.FeatureEnergies : outputs.Reconstructions;
        _search.Find(default, rows, outputs.Energies, outputs.Latents, reconstructions, outputs.Searches);
        if (!outputs.FeatureEnergies.IsEmpty)
            FeatureErrors.Square(rows, reconstructions, outputs.FeatureEnergies);
    }
}
