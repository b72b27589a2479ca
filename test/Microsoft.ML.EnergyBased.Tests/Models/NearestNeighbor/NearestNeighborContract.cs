using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.NearestNeighbor;

[DoesNotApply("P27", "it takes no example weights: neighbours are counted")]
[DoesNotApply("P36_LearnCompletes", "of so few features two rows have one or two in common, and say little of each other: IncompleteNeighborTests has wider ones")]
public class NearestNeighborContract
    : ComponentContract<NearestNeighborEnergyEstimator, LatentInferenceTransformer, NearestNeighborEnergyEstimator.Options>
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override FeatureShares Shares => FeatureShares.SumToEnergy;

    protected override bool NaNIsUnobserved => true;

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
        [Output.Number("Energy"), Output.Number("FeatureEnergy", slotNamesFrom: "Features"), Output.Number("Latent"), Output.Number("Reconstruction", slotNamesFrom: "Features")];

    protected override NearestNeighborEnergyEstimator.Options QuickOptions() => new() { NumberOfNeighbors = 4 };

    protected override NearestNeighborEnergyEstimator Create(MLContext ml, NearestNeighborEnergyEstimator.Options options)
        => ml.EnergyBased().NearestNeighbor(options);
}

/// <summary>The k-th distance to prototypes.</summary>
[DoesNotApply("P27", "it takes no example weights: neighbours are counted")]
[DoesNotApply("P36_LearnCompletes", "of so few features two rows have one or two in common, and say little of each other: IncompleteNeighborTests has wider ones")]
public class NeighborDistanceContract : NearestNeighborContract
{
    protected override NearestNeighborEnergyEstimator.Options QuickOptions()
        => new() { NumberOfNeighbors = 2, Aggregation = NeighborAggregation.KthDistance, MaximumRows = 9 };
}
