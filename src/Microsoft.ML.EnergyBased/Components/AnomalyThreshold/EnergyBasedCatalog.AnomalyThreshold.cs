namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyBasedCatalog
{
    /// <summary>
    /// Turns an energy into ML.NET's anomaly columns Score, PredictedLabel and PValue, which hide columns of the same
    /// names, such as a clustering's Score and PredictedLabel.
    /// </summary>
    /// <param name="contamination">The share of training rows believed to be anomalies, in (0, 0.5].</param>
    /// <param name="energyColumnName">The energy column: Single, higher is odder.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="energyColumnName"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public AnomalyThresholdEstimator AnomalyThreshold(
        double contamination = AnomalyThresholdEstimator.Defaults.Contamination,
        string energyColumnName = AnomalyThresholdEstimator.Defaults.EnergyColumnName)
        => AnomalyThreshold(new AnomalyThresholdEstimator.Options { Contamination = contamination, EnergyColumnName = energyColumnName });

    /// <summary>Turns an energy into ML.NET's anomaly columns, with all options.</summary>
    /// <param name="options">The options, which are copied.</param>
    /// <returns>The estimator.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> or one that must be set is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public AnomalyThresholdEstimator AnomalyThreshold(AnomalyThresholdEstimator.Options options) => new(_env, options);
}
