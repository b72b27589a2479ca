using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Components.AnomalyThreshold;

[DoesNotApply("P23", "its input is one number, which has no sparse form")]
[DoesNotApply("P27", "AnomalyThresholdEstimator takes no example weights")]
[DoesNotApply("P28_ASeedInTheOptions", "a quantile draws nothing at random, so there is no Seed")]
[DoesNotApply("P28_TheNumberOfThreads", "sorting the energies is done on one thread, so there is no NumberOfThreads")]
[DoesNotApply("P32_CancelFromProgress", "there are no epochs to report: cancelling while it reads is tested")]
[DoesNotApply("P33_TheLogHasOneLineAnEpoch", "there are no epochs: the threshold is a quantile")]
[DoesNotApply("P39", "it judges an energy and has none of its own")]
public sealed class AnomalyThresholdContract
    : ComponentContract<AnomalyThresholdEstimator, AnomalyThresholdTransformer, AnomalyThresholdEstimator.Options>
{
    protected override Table Training { get; } = Tables.Scalars("Energy");

    protected override IReadOnlyList<string> Inputs => ["Energy"];

    protected override IReadOnlyList<Output> Outputs =>
        [Output.Number("Score"), Output.Boolean("PredictedLabel", ofBadRow: true), Output.Number("PValue")];

    protected override IEnumerable<(string Option, Action<AnomalyThresholdEstimator.Options> Set)> MoreBadOptions =>
    [
        ("Contamination", o => o.Contamination = 0),
        ("Contamination", o => o.Contamination = -0.1),
        ("Contamination", o => o.Contamination = 0.51),
        ("TrainingQuantile", o => (o.Contamination, o.TrainingQuantile) = (null, 0)),
        ("TrainingQuantile", o => (o.Contamination, o.TrainingQuantile) = (null, 1.01)),
        ("TrainingQuantile", o => (o.Contamination, o.TrainingQuantile) = (0.1, 0.9)),
        ("Threshold", o => (o.Contamination, o.Threshold) = (0.1, 1)),
    ];

    protected override AnomalyThresholdEstimator.Options QuickOptions() => new() { Contamination = 0.1 };

    protected override AnomalyThresholdEstimator Create(MLContext ml, AnomalyThresholdEstimator.Options options)
        => ml.EnergyBased().AnomalyThreshold(options);
}
