using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class AnomalyThresholdEstimator
{
    /// <summary>
    /// Options of <see cref="AnomalyThresholdEstimator"/>. At most one of <see cref="Contamination"/>,
    /// <see cref="TrainingQuantile"/> and <see cref="Threshold"/> may be set; with none, Contamination is 0.05.
    /// </summary>
    public sealed class Options : EstimatorOptions
    {
        /// <summary>The column to judge: Single, higher is odder. Default "Energy".</summary>
        public string EnergyColumnName { get; set; } = Defaults.EnergyColumnName;

        /// <summary>
        /// The share of training rows believed to be anomalies, in (0, 0.5]: at most this share of them lies above the
        /// threshold.
        /// </summary>
        public double? Contamination { get; set; }

        /// <summary>For training data believed clean: the share of it, in (0, 1], that must not be flagged.</summary>
        public double? TrainingQuantile { get; set; }

        /// <summary>A fixed threshold, finite: rows of higher energy are flagged.</summary>
        public float? Threshold { get; set; }

        /// <summary>Output column (Single): the energy. Default "Score", which hides a clustering's Score; null drops it.</summary>
        public string? ScoreColumnName { get; set; } = "Score";

        /// <summary>
        /// Output column (Boolean): true is an anomaly. Default "PredictedLabel", which hides a clustering's
        /// PredictedLabel; null drops it.
        /// </summary>
        public string? PredictedLabelColumnName { get; set; } = "PredictedLabel";

        /// <summary>
        /// Output column (Single): the share of training rows with at least this energy, in [0, 1]. Default "PValue";
        /// null drops it.
        /// </summary>
        public string? PValueColumnName { get; set; } = "PValue";

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (ScoreColumnName, nameof(ScoreColumnName)),
            (PredictedLabelColumnName, nameof(PredictedLabelColumnName)),
            (PValueColumnName, nameof(PValueColumnName)),
        ];

        internal override void Validate()
        {
            base.Validate();
            Check.ColumnName(EnergyColumnName, nameof(EnergyColumnName));
            if (Contamination is { } contamination)
                Check.Share(contamination, 0, 0.5, nameof(Contamination));
            if (TrainingQuantile is { } quantile)
            {
                Check.Share(quantile, 0, 1, nameof(TrainingQuantile));
                if (Contamination is not null)
                    throw new ArgumentOutOfRangeException(nameof(TrainingQuantile), $"Must not be set together with {nameof(Contamination)}.");
            }

            if (Threshold is { } threshold)
            {
                Check.Finite(threshold, nameof(Threshold));
                if (Contamination is not null || TrainingQuantile is not null)
                    throw new ArgumentOutOfRangeException(nameof(Threshold), $"Must not be set together with {nameof(Contamination)} or {nameof(TrainingQuantile)}.");
            }
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said.</summary>
    internal static class Defaults
    {
        internal const string EnergyColumnName = "Energy";
        internal const double Contamination = 0.05;
    }
}
