using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>Trains energy networks.</summary>
internal static class NetworkEnergyTraining
{
    /// <summary>Trains a network.</summary>
    /// <param name="data">Finite rows; only read.</param>
    /// <param name="moments">Their means and variances.</param>
    /// <param name="options">The options, checked before; the model is a network, and a proposal is as wide as the rows.</param>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <returns>The energy, and how it was trained.</returns>
    /// <exception cref="InvalidOperationException">No rows, or a training that diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; looked at before each batch.</exception>
    public static TrainedEnergy<NetworkEnergy> Fit(
        TrainingData data, (double[] Means, double[] Variances) moments, ContrastiveDivergenceTrainer.Options options, IProgress<TrainingProgress>? progress = null)
    {
        var model = options.Model;
        int[] units = [.. model.HiddenUnits, 1];
        Activation[] activations = [.. model.HiddenUnits.Select(_ => model.Activation), Activation.Identity];
        var architecture = NetworkArchitecture.Chain(data.Width, units, activations);
        var parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, WeightInitialization.Automatic, options.RandomSeed);

        var batchSize = data.BatchSize(options.BatchSize);
        var network = new ParametricNetwork(architecture, parameters, model.Quadratic);
        var objective = new NetworkEnergyObjective(network, options, batchSize, Proposal.Fitted(moments.Means, moments.Variances));
        using var source = data.Source(options.ValidationFraction, options.RandomSeed);
        var history = TrainingLoop.Run(objective, parameters, source, options, batchSize, progress);
        return new TrainedEnergy<NetworkEnergy>(new NetworkEnergy(architecture, parameters, model.Quadratic), history);
    }
}
