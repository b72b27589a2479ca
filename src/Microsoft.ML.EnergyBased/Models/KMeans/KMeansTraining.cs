using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>Fits the prototypes of K-means.</summary>
internal static class KMeansTraining
{
    /// <summary>Minimises Σ_i w_i min_z ‖y_i − W z‖² over the K prototypes W.</summary>
    /// <param name="data">Rows in memory, only read; finite, as are the squared distances between them, or NaN where such are learnt from.</param>
    /// <param name="options">The options, checked before.</param>
    /// <param name="progress">Told of each iteration, on the calling thread.</param>
    /// <exception cref="ArgumentException">The rows or their squared distances are not finite.</exception>
    /// <exception cref="InvalidOperationException">There are fewer rows of positive weight than prototypes.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one block of rows.</exception>
    public static KMeansResult Fit(TrainingData data, KMeansEnergyEstimator.Options options, IProgress<TrainingProgress>? progress = null)
    {
        if (data.Usable < options.NumberOfPrototypes)
            throw new InvalidOperationException($"{data.Usable} usable training rows for {nameof(options.NumberOfPrototypes)} = {options.NumberOfPrototypes}: at least as many rows as prototypes are needed.");

        if (options.MissingValues == MissingValues.Learn && VectorMath.HasNaN(data.Rows.Span))
            return FitIncomplete(data, options, progress);
        var rows = new TrainingRows(data, options);
        var start = new PrototypeStart(rows, options);
        KMeansResult? best = null;
        for (var restart = 0; restart < options.Restarts; restart++)
        {
            var prototypes = start.Choose(restart);
            var result = options.TrainingAlgorithm == KMeansTrainingAlgorithm.CoordinateDescent
                ? new CoordinateDescent(rows, options, prototypes, restart, progress).Run()
                : new WinnerSteps(rows, options, prototypes, restart, progress).Run();
            if (best is null || result.Energy < best.Energy)
                best = result;
        }
        return best!;
    }

    private static KMeansResult FitIncomplete(TrainingData data, KMeansEnergyEstimator.Options options, IProgress<TrainingProgress>? progress)
    {
        var rows = new IncompleteRows(data, options);
        KMeansResult? best = null;
        for (var restart = 0; restart < options.Restarts; restart++)
        {
            var result = new IncompleteFit(rows, options, restart, progress).Run();
            if (best is null || result.Energy < best.Energy)
                best = result;
        }
        return best!;
    }

    /// <summary>What an iteration tells: the mean energy of a row (by weight, where rows are weighted) under the prototypes that it started from.</summary>
    public static TrainingProgress Report(KMeansEnergyEstimator.Options options, int restart, int iteration, double energy)
        => new(iteration, options.MaximumIterations, energy) { Restart = restart + 1, NumberOfRestarts = options.Restarts };
}
