using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>Fits an autoencoder.</summary>
internal static class AutoencoderTraining
{
    // Rows are row-major, dimension values each, finite, and only read. Both throw ArgumentException for settings that
    // make no sense, InvalidOperationException where there are no rows or the training diverges, and
    // OperationCanceledException within one batch.

    /// <summary>Fits rows that lie in memory.</summary>
    public static AutoencoderResult Fit(ReadOnlyMemory<float> rows, int dimension, AutoencoderSettings settings)
    {
        settings.Validate();
        settings = settings with { BatchSize = Math.Clamp(rows.Length / dimension, 1, settings.BatchSize) };
        using var source = new MemorySource(rows, dimension, settings.ValidationFraction, settings.Seed);
        return Fit(source, dimension, settings);
    }

    /// <summary>
    /// Fits rows that are read anew in each epoch, in blocks of whole rows, through a buffer of
    /// <see cref="LoopSettings.ShuffleBufferRows"/> rows. A block need be valid only until the next one is asked for.
    /// </summary>
    public static AutoencoderResult Fit(Func<IEnumerator<ReadOnlyMemory<float>>> open, int dimension, AutoencoderSettings settings)
    {
        settings.Validate();
        using var source = new StreamingSource(open, dimension, settings.ShuffleBufferRows, settings.ValidationFraction, settings.Seed);
        return Fit(source, dimension, settings);
    }

    private static AutoencoderResult Fit(ITrainingSource source, int dimension, AutoencoderSettings settings)
    {
        AutoencoderShape shape = settings.WarmStart?.Shape
            ?? new AutoencoderShape(dimension, settings.HiddenUnits, settings.Activation, settings.OutputActivation, settings.TiedWeights);
        if (shape.Dimension != dimension)
            throw new ArgumentException($"The warm start takes rows of {shape.Dimension} values, the data has {dimension}.", nameof(settings));
        NetworkArchitecture architecture = shape.CreateNetwork();
        float[] parameters = new float[architecture.ParameterCount];
        if (settings.WarmStart is { } start)
            start.Parameters.CopyTo(parameters);
        else
            architecture.Initialize(parameters, settings.Initialization, settings.Seed);

        var objective = new DenoisingObjective(shape, parameters, settings);
        TrainingHistory history = TrainingLoop.Run(objective, parameters, source, settings);
        return new AutoencoderResult(new AutoencoderEnergy(shape, parameters, settings.Loss, settings.ReconstructionSteps), history);
    }
}
