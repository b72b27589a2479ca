using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>A trained conditional energy and how it came about.</summary>
internal sealed record ConditionalResult(ConditionalLatentEnergy Energy, TrainingHistory History);

/// <summary>Fits a conditional latent-variable energy.</summary>
internal static class ConditionalTraining
{
    // A row is contextSize values of x and then targetSize of y. The exceptions are those of AutoencoderTraining.

    /// <summary>Fits rows that lie in memory.</summary>
    public static ConditionalResult Fit(ReadOnlyMemory<float> rows, int contextSize, int targetSize, ConditionalSettings settings)
    {
        settings.Validate();
        settings = settings with { BatchSize = Math.Clamp(rows.Length / (contextSize + targetSize), 1, settings.BatchSize) };
        using var source = new MemorySource(rows, contextSize + targetSize, settings.ValidationFraction, settings.Seed);
        return Fit(source, contextSize, targetSize, settings);
    }

    /// <summary>Fits rows that are read anew in each epoch, in blocks of whole rows.</summary>
    public static ConditionalResult Fit(Func<IEnumerator<ReadOnlyMemory<float>>> open, int contextSize, int targetSize, ConditionalSettings settings)
    {
        settings.Validate();
        using var source = new StreamingSource(open, contextSize + targetSize, settings.ShuffleBufferRows, settings.ValidationFraction, settings.Seed);
        return Fit(source, contextSize, targetSize, settings);
    }

    private static ConditionalResult Fit(ITrainingSource source, int contextSize, int targetSize, ConditionalSettings settings)
    {
        settings.CheckRow(contextSize, targetSize);
        ConditionalShape shape = settings.ShapeOf(contextSize, targetSize);
        NetworkArchitecture architecture = shape.CreateNetwork();
        float[] parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, settings.Initialization, settings.Seed);
        var objective = new ConditionalObjective(shape, parameters, settings);
        TrainingHistory history = TrainingLoop.Run(objective, parameters, source, settings);
        objective.RequireWrongAnswers();
        return new ConditionalResult(new ConditionalLatentEnergy(shape, parameters, settings.InverseTemperature, settings.Predictions), history);
    }
}
