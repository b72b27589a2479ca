using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.KMeans;

/// <summary>Fits the prototypes of K-means.</summary>
internal static class KMeansTraining
{
    /// <summary>Minimises Σ_i w_i min_z ‖y_i − W z‖² over the K prototypes W.</summary>
    /// <param name="rows">count × dimension values, row-major, only read; finite, as are the squared distances between rows.</param>
    /// <param name="count">The number of rows.</param>
    /// <param name="dimension">The number of values in a row.</param>
    /// <param name="settings">The settings.</param>
    /// <exception cref="ArgumentException">A setting is out of its range, a length does not fit, or the rows or their squared distances are not finite.</exception>
    /// <exception cref="InvalidOperationException">There are fewer rows of positive weight than prototypes.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one block of rows.</exception>
    public static KMeansResult Fit(ReadOnlyMemory<float> rows, int count, int dimension, KMeansSettings settings)
    {
        Validate(rows, count, dimension, settings);
        var data = new TrainingRows(rows, count, dimension, settings);
        if (data.Active < settings.NumberOfClusters)
            throw new InvalidOperationException($"K-means with {settings.NumberOfClusters} prototypes needs at least as many rows of positive weight; there are {data.Active}.");

        var start = new PrototypeStart(data, settings);
        KMeansResult? best = null;
        int restarts = settings.Initialization == KMeansInitialization.Given && settings.Mode == KMeansTrainingMode.CoordinateDescent ? 1 : settings.NumberOfRestarts;
        for (int restart = 0; restart < restarts; restart++)
        {
            float[] prototypes = start.Choose(restart);
            KMeansResult result = settings.Mode == KMeansTrainingMode.CoordinateDescent
                ? new CoordinateDescent(data, settings, prototypes, restart).Run()
                : new WinnerSteps(data, settings, prototypes, restart).Run();
            if (best is null || result.Energy < best.Energy)
                best = result;
        }
        return best!;
    }

    private static void Validate(ReadOnlyMemory<float> rows, int count, int dimension, KMeansSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (rows.Length != (long)count * dimension)
            throw new ArgumentException($"Expected {(long)count * dimension} values ({count} rows × {dimension}), got {rows.Length}.", nameof(rows));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.NumberOfClusters, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.NumberOfRestarts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.MaximumIterations, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.NumberOfThreads, 1);
        if (!(settings.Tolerance >= 0) || !double.IsFinite(settings.Tolerance))
            throw new ArgumentOutOfRangeException(nameof(settings), settings.Tolerance, "The tolerance must be finite and at least 0.");
        if (!(settings.LearningRate > 0 && settings.LearningRate <= 1))
            throw new ArgumentOutOfRangeException(nameof(settings), settings.LearningRate, "The learning rate must be in (0, 1].");
        if (!settings.Weights.IsEmpty && settings.Weights.Length != count)
            throw new ArgumentException($"Expected {count} weights, got {settings.Weights.Length}.", nameof(settings));
        if (settings.Initialization != KMeansInitialization.Given)
            return;

        int expected = checked(settings.NumberOfClusters * dimension);
        if (settings.InitialPrototypes is not { } given || given.Length != expected)
            throw new ArgumentException($"A given start needs {expected} values ({settings.NumberOfClusters} prototypes × {dimension}), got {settings.InitialPrototypes?.Length ?? 0}.", nameof(settings));
        if (!VectorMath.IsFinite(given))
            throw new ArgumentException("A given prototype holds NaN or an infinity.", nameof(settings));
    }
}
