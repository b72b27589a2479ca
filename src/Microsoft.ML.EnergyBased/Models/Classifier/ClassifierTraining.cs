using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Classifier;

/// <summary>Fits an energy over classes.</summary>
internal static class ClassifierTraining
{
    /// <summary>Trains by exact maximum likelihood.</summary>
    /// <param name="data">Finite rows of features and then the class, a whole number from 0 to classes − 1; only read.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="options">The options, checked before; a warm start takes such rows and classes.</param>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <exception cref="ArgumentException">A label is no class.</exception>
    /// <exception cref="InvalidOperationException">There are no rows, or the training diverges.</exception>
    /// <exception cref="OperationCanceledException">Cancelled, within one batch.</exception>
    public static TrainedEnergy<ClassifierEnergy> Fit(TrainingData data, int classes, EnergyClassifierTrainer.Options options, IProgress<TrainingProgress>? progress = null)
    {
        var dimension = data.Width - 1;
        data = data.Checked(rows => CheckLabels(rows, dimension, classes));
        var start = options.WarmStart?.Energy;
        var shape = start?.Shape ?? new ClassifierShape(dimension, options.HiddenUnits, options.Activation, classes);
        var architecture = shape.CreateNetwork();
        var parameters = new float[architecture.ParameterCount];
        // A linear energy has one minimum, which it may be sought from 0.
        if (start is not null)
            start.Parameters.CopyTo(parameters);
        else if (shape.HiddenUnits.Count > 0)
            architecture.Initialize(parameters, options.Initialization, options.RandomSeed);

        var batchSize = data.BatchSize(options.BatchSize);
        var objective = new ClassLikelihood(shape, parameters, batchSize);
        using var source = data.Source(options.ValidationFraction, options.RandomSeed);
        var history = TrainingLoop.Run(objective, parameters, source, options, batchSize, progress);
        return new TrainedEnergy<ClassifierEnergy>(new ClassifierEnergy(shape, parameters), history);
    }

    private static void CheckLabels(ReadOnlySpan<float> rows, int dimension, int classes)
    {
        for (var i = dimension; i < rows.Length; i += dimension + 1)
        {
            if (!(rows[i] >= 0 && rows[i] < classes && rows[i] == MathF.Floor(rows[i])))
                throw new ArgumentException(FormattableString.Invariant($"Row {i / (dimension + 1)} of a block has the label {rows[i]}; classes are 0 to {classes - 1}."), nameof(rows));
        }
    }
}
