using Microsoft.ML.EnergyBased.Components.AnomalyThreshold;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Turns an energy into ML.NET's anomaly columns: Score (the energy), PredictedLabel (true above a threshold) and
/// PValue (the share of training rows with at least this energy).
/// </summary>
/// <remarks>
/// <para>
/// The threshold is a quantile of the energies seen at Fit: with contamination c it is the lowest training energy that
/// a share of at least 1 − c of the training rows does not exceed, so at most a share c of them is flagged. It can be
/// read and changed afterwards (<see cref="AnomalyThresholdTransformer.Threshold"/>) without a refit.
/// </para>
/// <para>
/// The default names of the outputs are those that ML.NET's anomaly evaluation reads; behind a clustering they hide its
/// Score and PredictedLabel. Rename or drop them in <see cref="Options"/> to keep both.
/// </para>
/// <para>
/// Training energies that are NaN or infinite are skipped with one counted warning. At Transform they give Score NaN,
/// PValue NaN and PredictedLabel true.
/// </para>
/// </remarks>
public sealed partial class AnomalyThresholdEstimator : EnergyEstimator<AnomalyThresholdTransformer, AnomalyThresholdEstimator.Options>
{
    internal AnomalyThresholdEstimator(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs => [InputColumn.Scalar(CheckedOptions.EnergyColumnName, "energy column")];

    private protected override IReadOnlyList<OutputColumn> Outputs => Declared.Columns;

    private OutputSet<AnomalyPass> Declared => AnomalyPass.DeclareOutputs().Named(CheckedOptions.OutputNames);

    private protected override FormattableString Size => $"a threshold";

    private protected override AnomalyThresholdTransformer Train(TrainingData data, TrainingLog log)
    {
        var energies = data.Rows.ToArray();
        var distribution = EnergyDistribution.Of(energies);
        var threshold = CheckedOptions.Threshold ?? EnergyDistribution.Quantile(
            energies, CheckedOptions.TrainingQuantile ?? 1 - (CheckedOptions.Contamination ?? Defaults.Contamination));
        log.Info($"threshold {threshold:G7} from {energies.Length} energies between {energies[0]:G7} and {energies[^1]:G7}.");
        return new AnomalyThresholdTransformer(CheckedOptions.EnergyColumnName, Declared, distribution, threshold);
    }
}
