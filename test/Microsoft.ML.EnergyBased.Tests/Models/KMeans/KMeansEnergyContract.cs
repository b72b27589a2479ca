using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

public class KMeansEnergyContract : ComponentContract<KMeansEnergyEstimator, KMeansEnergyTransformer, KMeansEnergyEstimator.Options>
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override FeatureShares Shares => FeatureShares.SumToEnergy;

    protected override bool NaNIsUnobserved => true;

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
    [
        Output.Number("Energy"), Output.Number("FeatureEnergy", slotNamesFrom: "Features"), Output.Number("Score"),
        Output.Key("PredictedLabel"), Output.Number("Reconstruction", slotNamesFrom: "Features"), Output.Number("Latent"),
    ];

    protected override IEnumerable<(string Option, Action<KMeansEnergyEstimator.Options> Set)> MoreBadOptions =>
    [
        ("Tolerance", o => o.Tolerance = -1e-9),
        ("ExampleWeightColumnName", o => o.ExampleWeightColumnName = o.FeatureColumnName),
        ("InverseTemperature", o => o.InverseTemperature = 0),
        ("InverseTemperature", o => o.InverseTemperature = -1),
        ("LearningRate", o => o.LearningRate = 0),
        ("LearningRate", o => o.LearningRate = 1.01f),
        ("InitialPrototypes", o => o.Initialization = KMeansInitialization.Given),
        ("InitialPrototypes", o => o.InitialPrototypes = [[1f], [2f], [3f]]),
        ("InitialPrototypes", o => (o.Initialization, o.InitialPrototypes) = (KMeansInitialization.Given, [[1f], [2f]])),
        ("InitialPrototypes", o => (o.Initialization, o.InitialPrototypes) = (KMeansInitialization.Given, [[1f], [2f], [float.NaN]])),
        ("InitialPrototypes", o => (o.Initialization, o.InitialPrototypes) = (KMeansInitialization.Given, [[1f], [2f], [3f, 4f]])),
        ("InitialPrototypes", o => (o.Initialization, o.InitialPrototypes) = (KMeansInitialization.Given, [[1f], [2f], null!])),
    ];

    protected override KMeansEnergyEstimator.Options QuickOptions() => new() { NumberOfPrototypes = 3, NumberOfRestarts = 2 };

    protected override bool IsGood(string option, object? value)
        => base.IsGood(option, value) || (option == "InverseTemperature" && value is float.PositiveInfinity);

    protected override KMeansEnergyEstimator Create(MLContext ml, KMeansEnergyEstimator.Options options) => ml.EnergyBased().KMeans(options);
}
