using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Components.AnomalyThreshold;

/// <summary>ML.NET's anomaly columns, as the estimator promises and the transformer delivers them.</summary>
internal sealed class AnomalyThresholdOutputs
{
    internal AnomalyThresholdOutputs(string? score, string? predictedLabel, string? pValue)
    {
        Score = OutputColumn.Single(score);
        PredictedLabel = OutputColumn.Boolean(predictedLabel, ofBadRow: true);
        PValue = OutputColumn.Single(pValue);
        All = [.. new OutputColumn?[] { Score, PredictedLabel, PValue }.OfType<OutputColumn>()];
    }

    internal AnomalyThresholdOutputs(AnomalyThresholdEstimator.Options options)
        : this(options.ScoreColumnName, options.PredictedLabelColumnName, options.PValueColumnName)
    {
    }

    internal OutputColumn<float>? Score { get; }

    internal OutputColumn<bool>? PredictedLabel { get; }

    internal OutputColumn<float>? PValue { get; }

    internal IReadOnlyList<OutputColumn> All { get; }
}
