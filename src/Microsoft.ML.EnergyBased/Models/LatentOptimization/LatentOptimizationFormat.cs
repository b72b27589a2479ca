using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>Reads and writes a <see cref="LatentOptimizationEnergy"/>.</summary>
internal static class LatentOptimizationFormat
{
    internal static LatentOptimizationEnergy Read(PayloadReader reader)
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
        var mean = reader.ReadSingles("mean of the codes", size);
        var covariance = reader.ReadDoubles("covariance of the codes", size, size);
        var codes = reader.Checked("covariance of the codes", () => LatentGaussian.FromFile(mean, covariance));
        return new LatentOptimizationEnergy(shape, parameters, codes, options.Search, seed);
    }

    internal static void Write(PayloadWriter writer, LatentOptimizationEnergy energy)
    {
        // *** Binary format, version 1 ***
        // int32: dimension d, int32: latent size k
        // int32: number of hidden layers, int32[]: their units, from z to y
        // int32: activation, int32: output activation, int32: constraint
        // float: penalty α of free latents, positive and finite; nothing of others
        // int32: number of starts, int32: inference iterations, as SearchLimits has them, float: inference tolerance, finite, at least 0
        // int64: seed of the starts
        // int32: number of parameters, float[]: all weights layer by layer, then all biases, finite
        // float[k]: mean of the training rows' codes, double[k × k]: their covariance, symmetric
        var shape = energy.Shape;
        writer.Write(shape.Dimension);
        writer.Write(shape.LatentSize);
        writer.WriteLayers(shape.HiddenUnits);
        writer.Write((int)shape.Activation);
        writer.Write((int)shape.OutputActivation);
        writer.Write((int)shape.Constraint);
        if (shape.Constraint == LatentConstraint.Free)
            writer.Write(shape.Penalty);
        writer.Write(energy.Settings.Descents);
        writer.Write(energy.Settings.Iterations);
        writer.Write(energy.Settings.Tolerance);
        writer.Write((long)energy.Seed);
        writer.WriteParameters(energy.Parameters);
        writer.Write(energy.Codes.Mean);
        writer.Write(energy.Codes.Covariance);
    }
}
