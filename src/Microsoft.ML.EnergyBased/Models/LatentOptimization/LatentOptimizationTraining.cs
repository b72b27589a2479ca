using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>Fits a decoder together with a free latent for each row.</summary>
internal static class LatentOptimizationTraining
{
    /// <summary>Trains the decoder.</summary>
    /// <param name="data">Finite rows; only read.</param>
    /// <param name="options">The options, checked before, also against the length of a row.</param>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or the training diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one batch.</exception>
    public static LatentOptimizationResult Fit(TrainingData data, LatentOptimizationEstimator.Options options, IProgress<TrainingProgress>? progress = null)
    {
        var shape = new LatentOptimizationShape(
            data.Width, options.LatentSize, options.HiddenUnits, options.Activation, options.OutputActivation, options.Constraint, options.LatentPenalty);
        var architecture = shape.CreateNetwork();
        var parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, options.Initialization, options.RandomSeed);
        using var source = data.Source(options.ValidationFraction, options.RandomSeed);
        var start = LatentStart.From(source, shape.Latent, options.RandomSeed, options.CancellationToken);
        var batchSize = data.BatchSize(options.BatchSize);
        var objective = new LatentOptimizationObjective(shape, parameters, start, options, batchSize);
        var history = TrainingLoop.Run(objective, parameters, source, options, batchSize, progress);
        var energy = new LatentOptimizationEnergy(shape, parameters, objective.Latents.Fit(options.CancellationToken), options.Search, options.RandomSeed);
        return new LatentOptimizationResult(energy, objective.Latents, history);
    }
}
