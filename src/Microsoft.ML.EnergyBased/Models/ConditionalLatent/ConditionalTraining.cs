using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>Fits a conditional latent-variable energy.</summary>
internal static class ConditionalTraining
{
    /// <summary>Trains the decoder.</summary>
    /// <param name="data">Finite rows of x and then y; only read.</param>
    /// <param name="contextSize">The length of x.</param>
    /// <param name="options">The options, checked before, also against the lengths of x and y.</param>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <exception cref="InvalidOperationException">There are no rows, the training diverges, or a contrastive objective meets no wrong answer.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one batch.</exception>
    public static TrainedEnergy<ConditionalLatentEnergy> Fit(TrainingData data, int contextSize, ConditionalLatentEstimator.Options options, IProgress<TrainingProgress>? progress = null)
    {
        var shape = options.ShapeOf(contextSize, data.Width - contextSize);
        var architecture = shape.CreateNetwork();
        var parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, options.Initialization, options.RandomSeed);
        var batchSize = data.BatchSize(options.BatchSize);
        var objective = new ConditionalObjective(shape, parameters, options, batchSize);
        using var source = data.Source(options.ValidationFraction, options.RandomSeed);
        var history = TrainingLoop.Run(objective, parameters, source, options, batchSize, progress);
        objective.RequireWrongAnswers();
        return new TrainedEnergy<ConditionalLatentEnergy>(new ConditionalLatentEnergy(shape, parameters, options.InverseTemperature, options.Predictions), history);
    }
}
