using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>Trains restricted Boltzmann machines.</summary>
internal static class RestrictedBoltzmannTraining
{
    /// <summary>Trains a machine.</summary>
    /// <param name="data">Finite rows, for bits in [0, 1]; only read.</param>
    /// <param name="moments">Their means and variances.</param>
    /// <param name="options">The options, checked before; the model is a machine.</param>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <returns>The machine, and how it was trained.</returns>
    /// <exception cref="InvalidOperationException">No rows, a machine too large to enumerate, or a training that diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; looked at before each batch.</exception>
    public static TrainedEnergy<RestrictedBoltzmannEnergy> Fit(
        TrainingData data, (double[] Means, double[] Variances) moments, ContrastiveDivergenceTrainer.Options options, IProgress<TrainingProgress>? progress = null)
    {
        var shape = new RestrictedBoltzmannShape(options.Model.VisibleUnits, data.Width, options.Model.HiddenUnits[0]);
        if (options.Objective == ContrastiveObjective.MaximumLikelihood || options.Monitor == LikelihoodMonitor.ExactLikelihood)
            RestrictedBoltzmannEnumeration.CheckSize(shape);

        var batchSize = data.BatchSize(options.BatchSize);
        var units = shape.IsGaussian ? new StandardUnits(moments.Means, moments.Variances) : null;
        var parameters = Start(shape, units, options.RandomSeed);
        using var source = data.Source(options.ValidationFraction, options.RandomSeed);
        var scorer = options.Monitor == LikelihoodMonitor.None ? null : new LikelihoodScorer(EnergyOf, source, data, options);
        var objective = new RestrictedBoltzmannObjective(shape, options, batchSize, units);
        var history = TrainingLoop.Run(objective, parameters, source, options, batchSize, progress, scorer);
        return new TrainedEnergy<RestrictedBoltzmannEnergy>(EnergyOf(parameters), history);

        RestrictedBoltzmannEnergy EnergyOf(ReadOnlySpan<float> learnt) => units is null
            ? new(shape, learnt, options.InverseTemperature)
            : new(shape, units.InRowUnits(shape, learnt), options.InverseTemperature, units.Origin);
    }

    // Weights N(0, .01²) and biases 0 (Hinton, 2012, section 8); Gaussian units in standard units:
    // with means and variances of the data.
    private static float[] Start(RestrictedBoltzmannShape shape, StandardUnits? units, ulong seed)
    {
        var parameters = new float[shape.Parameters];
        var weights = shape.WeightsOf(parameters.AsSpan());
        new RandomStream(seed, RandomPurpose.BoltzmannStart).FillNormal(weights);
        foreach (ref var weight in weights)
            weight *= 0.01f;
        foreach (var i in units is null ? default : units.Constant)
            weights.Slice(i * shape.Hidden, shape.Hidden).Clear();
        return parameters;
    }
}
