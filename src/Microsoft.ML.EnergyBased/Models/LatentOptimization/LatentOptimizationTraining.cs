using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>Fits a decoder together with a free latent for each row.</summary>
internal static class LatentOptimizationTraining
{
    // Rows are row-major, dimension values each, finite, and only read. Both throw ArgumentException for settings that
    // make no sense, InvalidOperationException where there are no rows or the training diverges, and
    // OperationCanceledException within one batch.

    /// <summary>Fits rows that lie in memory.</summary>
    public static LatentOptimizationResult Fit(ReadOnlyMemory<float> rows, int dimension, LatentOptimizationSettings settings)
    {
        settings.Validate();
        settings = settings with { BatchSize = Math.Clamp(rows.Length / dimension, 1, settings.BatchSize) };
        using var source = new MemorySource(rows, dimension, settings.ValidationFraction, settings.Seed);
        return Fit(source, settings);
    }

    /// <summary>
    /// Fits rows that are read anew in each epoch, in blocks of whole rows, through a buffer of
    /// <see cref="LoopSettings.ShuffleBufferRows"/> rows. A block need be valid only until the next one is asked for.
    /// </summary>
    public static LatentOptimizationResult Fit(Func<IEnumerator<ReadOnlyMemory<float>>> open, int dimension, LatentOptimizationSettings settings)
    {
        settings.Validate();
        using var source = new StreamingSource(open, dimension, settings.ShuffleBufferRows, settings.ValidationFraction, settings.Seed);
        return Fit(source, settings);
    }

    private static LatentOptimizationResult Fit(ITrainingSource source, LatentOptimizationSettings settings)
    {
        settings.CheckRow(source.Width);
        var shape = new LatentOptimizationShape(
            source.Width, settings.LatentSize, settings.HiddenUnits, settings.Activation, settings.OutputActivation, settings.Constraint, settings.LatentPenalty);
        NetworkArchitecture architecture = shape.CreateNetwork();
        float[] parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, settings.Initialization, settings.Seed);
        CodeStart start = CodeStart.From(source, shape.Latent, settings.Seed, settings.CancellationToken);
        var objective = new LatentOptimizationObjective(shape, parameters, start, settings);
        TrainingHistory history = TrainingLoop.Run(objective, parameters, source, settings);
        var energy = new LatentOptimizationEnergy(shape, parameters, objective.Codes.Fit(settings.CancellationToken), settings.Search, settings.Seed);
        return new LatentOptimizationResult(energy, objective.Codes, history);
    }
}
