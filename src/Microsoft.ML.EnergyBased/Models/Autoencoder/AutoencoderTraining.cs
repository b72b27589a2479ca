using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>Fits an autoencoder.</summary>
internal static class AutoencoderTraining
{
    /// <summary>Trains by restoring corrupted rows.</summary>
    /// <param name="data">Finite rows; only read.</param>
    /// <param name="options">The options, checked before; a warm start takes rows as wide as these.</param>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <exception cref="InvalidOperationException">There are no rows, or the training diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one batch.</exception>
    public static TrainedEnergy<AutoencoderEnergy> Fit(TrainingData data, DenoisingAutoencoderEstimator.Options options, IProgress<TrainingProgress>? progress = null)
    {
        var start = options.WarmStart?.Energy;
        var shape = start?.Shape
            ?? new AutoencoderShape(data.Width, options.HiddenUnits, options.Activation, options.OutputActivation, options.TiedWeights);
        var architecture = shape.CreateNetwork();
        var parameters = new float[architecture.ParameterCount];
        if (start is not null)
            start.Parameters.CopyTo(parameters);
        else
            architecture.Initialize(parameters, options.Initialization, options.RandomSeed);

        var batchSize = data.BatchSize(options.BatchSize);
        var objective = new DenoisingObjective(shape, parameters, options, batchSize);
        using var source = data.Source(options.ValidationFraction, options.RandomSeed);
        var history = TrainingLoop.Run(objective, parameters, source, options, batchSize, progress);
        return new TrainedEnergy<AutoencoderEnergy>(new AutoencoderEnergy(shape, parameters, options.Loss, options.ReconstructionSteps), history);
    }
}
