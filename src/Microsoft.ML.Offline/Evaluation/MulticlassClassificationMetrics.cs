namespace Microsoft.ML.Data;

/// <summary>How well class probabilities foretell labels.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(ConfusionMatrix confusionMatrix)
    {
        ConfusionMatrix = confusionMatrix;
    }

    /// <summary>The share of all rows whose label has the highest score; 0 without rows.</summary>
    public double MicroAccuracy { get; internal init; }

    /// <summary>The mean, over the classes that have rows, of the share of their rows that are recognized; 0 without rows.</summary>
    public double MacroAccuracy { get; internal init; }

    /// <summary>The mean over rows of −ln p(label), p taken as 1e-15 at least and 1 at most; 0 without rows.</summary>
    public double LogLoss { get; internal init; }

    /// <summary>
    /// 1 − <see cref="LogLoss"/> / H, H the entropy of the labels: 1 is perfect, 0 as good as knowing the shares of the
    /// classes. NaN or infinite when there is one class only, NaN without rows.
    /// </summary>
    public double LogLossReduction { get; internal init; }

    /// <summary>The log-loss of the rows of each class; 0 for a class without rows.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; internal init; } = [];

    /// <summary>The share of rows whose label is among the k highest scores, k = <see cref="TopKPredictionCount"/>; 0 if that is 0, NaN without rows.</summary>
    public double TopKAccuracy => TopKAccuracyForAllK?[^1] ?? 0;

    /// <summary>The same for k = 1, 2, ... <see cref="TopKPredictionCount"/>; null if that is 0.</summary>
    public IReadOnlyList<double>? TopKAccuracyForAllK { get; internal init; }

    public int TopKPredictionCount { get; internal init; }

    public ConfusionMatrix ConfusionMatrix { get; }
}
