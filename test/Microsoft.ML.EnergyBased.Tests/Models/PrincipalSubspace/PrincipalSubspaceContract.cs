using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.PrincipalSubspace;

public class PrincipalSubspaceContract
    : ComponentContract<PrincipalSubspaceEstimator, LatentInferenceTransformer, PrincipalSubspaceEstimator.Options>
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override FeatureShares Shares => FeatureShares.SumToEnergy;

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
        [Output.Number("Energy"), Output.Number("FeatureEnergy", slotNamesFrom: "Features"), Output.Number("Latent"), Output.Number("Reconstruction", slotNamesFrom: "Features")];

    protected override PrincipalSubspaceEstimator.Options QuickOptions() => new();

    protected override PrincipalSubspaceEstimator Create(MLContext ml, PrincipalSubspaceEstimator.Options options)
        => ml.EnergyBased().PrincipalSubspace(options);
}

/// <summary>The probabilistic form, whose shares of features are gains.</summary>
public sealed class ProbabilisticSubspaceContract : PrincipalSubspaceContract
{
    protected override FeatureShares Shares => FeatureShares.AreGains;

    protected override PrincipalSubspaceEstimator.Options QuickOptions() => new() { Probabilistic = true };
}
