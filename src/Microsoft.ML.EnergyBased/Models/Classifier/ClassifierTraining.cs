using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Classifier;

/// <summary>A trained energy over classes and how it came about.</summary>
internal sealed record ClassifierResult(EnergyClassifier Energy, TrainingHistory History);

/// <summary>Fits an energy over classes.</summary>
internal static class ClassifierTraining
{
    // A row is dimension features and then the class, a whole number from 0 to classes − 1. Rows are finite and only
    // read. The exceptions are those of AutoencoderTraining, and ArgumentException for a label that is no class.

    /// <summary>Fits rows that lie in memory, (dimension + 1) values each.</summary>
    public static ClassifierResult Fit(ReadOnlyMemory<float> rows, int dimension, int classes, ClassifierSettings settings)
    {
        settings.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        CheckLabels(rows.Span, dimension, classes);
        settings = settings with { BatchSize = Math.Clamp(rows.Length / (dimension + 1), 1, settings.BatchSize) };
        using var source = new MemorySource(rows, dimension + 1, settings.ValidationFraction, settings.Seed);
        return Fit(source, dimension, classes, settings);
    }

    /// <summary>Fits rows that are read anew in each epoch, (dimension + 1) values each, in blocks of whole rows.</summary>
    public static ClassifierResult Fit(Func<IEnumerator<ReadOnlyMemory<float>>> open, int dimension, int classes, ClassifierSettings settings)
    {
        settings.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        using var source = new StreamingSource(Checked, dimension + 1, settings.ShuffleBufferRows, settings.ValidationFraction, settings.Seed);
        return Fit(source, dimension, classes, settings);

        IEnumerator<ReadOnlyMemory<float>> Checked()
        {
            using IEnumerator<ReadOnlyMemory<float>> blocks = open();
            while (blocks.MoveNext())
            {
                CheckLabels(blocks.Current.Span, dimension, classes);
                yield return blocks.Current;
            }
        }
    }

    private static ClassifierResult Fit(ITrainingSource source, int dimension, int classes, ClassifierSettings settings)
    {
        ClassifierShape shape = settings.WarmStart?.Shape ?? new ClassifierShape(dimension, settings.HiddenUnits, settings.Activation, classes);
        if (shape.Dimension != dimension || shape.NumberOfClasses != classes)
            throw new ArgumentException($"The warm start takes {shape.Dimension} features and {shape.NumberOfClasses} classes, the data has {dimension} and {classes}.", nameof(settings));
        NetworkArchitecture architecture = shape.CreateNetwork();
        float[] parameters = new float[architecture.ParameterCount];
        // A linear energy has one minimum, which it may be sought from 0.
        if (settings.WarmStart is { } start)
            start.Parameters.CopyTo(parameters);
        else if (shape.HiddenUnits.Count > 0)
            architecture.Initialize(parameters, settings.Initialization, settings.Seed);

        var objective = new ClassLikelihood(shape, parameters, settings.BatchSize);
        TrainingHistory history = TrainingLoop.Run(objective, parameters, source, settings);
        return new ClassifierResult(new EnergyClassifier(shape, parameters), history);
    }

    private static void CheckLabels(ReadOnlySpan<float> rows, int dimension, int classes)
    {
        for (int i = dimension; i < rows.Length; i += dimension + 1)
        {
            if (!(rows[i] >= 0 && rows[i] < classes && rows[i] == MathF.Floor(rows[i])))
                throw new ArgumentException(FormattableString.Invariant($"Row {i / (dimension + 1)} of a block has the label {rows[i]}; classes are 0 to {classes - 1}."), nameof(rows));
        }
    }
}
