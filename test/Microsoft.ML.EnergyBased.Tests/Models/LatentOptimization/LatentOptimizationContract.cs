using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.LatentOptimization;

[DoesNotApply("P27", "it takes no example weights")]
public class LatentOptimizationContract
    : ComponentContract<LatentOptimizationEstimator, LatentInferenceTransformer, LatentOptimizationEstimator.Options>
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override FeatureShares Shares => FeatureShares.SumBelowEnergy;

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
    [
        Output.FoundEnergy("Energy"), Output.Found("FeatureEnergy", slotNamesFrom: "Features") with { Golden = 5e-2 }, Output.Found("Latent"),
        Output.Found("Reconstruction", slotNamesFrom: "Features"), Output.Search("Inference"),
    ];

    protected override IEnumerable<(string Option, Action<LatentOptimizationEstimator.Options> Set)> MoreBadOptions =>
    [
        ("HiddenUnits", o => o.HiddenUnits = [4, 0]),
        ("InferenceStarts", o => o.InferenceStarts = 4097),
        ("LatentPenalty", o => o.LatentPenalty = 0),
        ("ValidationFraction", o => o.ValidationFraction = 1),
    ];

    protected override LatentOptimizationEstimator.Options QuickOptions() => new()
    {
        LatentSize = 2,
        HiddenUnits = [6],
        Activation = Activation.Tanh,
        NumberOfEpochs = 3,
        BatchSize = 16,
        InferenceIterations = 20,
        InferenceColumnName = "Inference",
    };

    protected override bool IsGood(string option, object? value)
        => base.IsGood(option, value) || (option == "GradientClipping" && value is double.PositiveInfinity);

    protected override LatentOptimizationEstimator Create(MLContext ml, LatentOptimizationEstimator.Options options)
        => ml.EnergyBased().LatentOptimization(options);
}

/// <summary>A linear decoder with latents on the sphere, rows that are streamed, and validation.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public sealed class StreamedLatentOptimizationContract : LatentOptimizationContract
{
    protected override LatentOptimizationEstimator.Options QuickOptions() => new()
    {
        LatentSize = 3,
        HiddenUnits = [],
        Constraint = LatentConstraint.Sphere,
        NumberOfEpochs = 2,
        BatchSize = 16,
        InferenceStarts = 2,
        InferenceIterations = 10,
        InferenceColumnName = "Inference",
        ValidationFraction = 0.2,
        EarlyStopping = true,
        Patience = 1,
        MemoryLimit = 64,
    };
}

/// <summary>Latents that lie anywhere, with a prior.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public sealed class FreeLatentOptimizationContract : LatentOptimizationContract
{
    protected override LatentOptimizationEstimator.Options QuickOptions()
    {
        var options = base.QuickOptions();
        options.Constraint = LatentConstraint.Free;
        options.LatentPenalty = 0.3f;
        return options;
    }
}
