using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

/// <summary>A continuous latent at finite temperature, with all outputs: x and y are read, and Predictions does without y.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public class ConditionalLatentContract
    : ComponentContract<ConditionalLatentEstimator, LatentInferenceTransformer, ConditionalLatentEstimator.Options>
{
    protected override Table Training { get; } = Tables.Vectors("Context").With(Floats.Vector("Features", Tables.Blobs(features: 2)));

    protected override FeatureShares Shares => FeatureShares.AreErrors;

    protected override IReadOnlyList<string> Inputs => ["Context", "Features"];

    protected override IReadOnlyList<string> OptionalInputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
    [
        Output.FoundEnergy("Energy"), Output.Found("FeatureEnergy", slotNamesFrom: "Features") with { Golden = 5e-2 }, Output.Found("Latent"),
        Output.Found("Reconstruction", slotNamesFrom: "Features"), Output.Search("Inference"),
        Output.Number("Predictions") with { Reads = ["Context"] },
    ];

    protected override IEnumerable<(string Option, Action<ConditionalLatentEstimator.Options> Set)> MoreBadOptions =>
    [
        ("Latent", o => o.Latent = null!),
        ("HiddenUnits", o => o.HiddenUnits = [4, 0]),
        ("NumberOfPredictions", o => o.NumberOfPredictions = 5000),
        ("NumberOfPredictions", o => (o.Latent, o.NumberOfPredictions) = (LatentSet.Discrete(3), 4)),
        ("ContextColumnName", o => o.ContextColumnName = o.FeatureColumnName),
        ("BatchSize", o => (o.Objective, o.BatchSize) = (ConditionalLatentObjective.Hinge, 1)),
        ("BatchSize", o => (o.Objective, o.BatchSize) = (ConditionalLatentObjective.Log, 1)),
        ("InferenceStarts", o => o.InferenceStarts = 4097),
        ("NumberOfDraws", o => o.NumberOfDraws = (1 << 20) + 1),
        ("InverseTemperature", o => o.InverseTemperature = 0),
        ("AnnealingFraction", o => o.AnnealingFraction = 1),
        ("Margin", o => o.Margin = 0),
        ("WrongAnswerDistance", o => o.WrongAnswerDistance = -1),
        ("ValidationFraction", o => o.ValidationFraction = 1),
        ("LearningRate", o => o.LearningRate = 0),
        ("GradientClipping", o => o.GradientClipping = 0),
    ];

    protected override ConditionalLatentEstimator.Options QuickOptions() => new()
    {
        Latent = LatentSet.Continuous(1, -1, 1, 0.1f),
        HiddenUnits = [5],
        InverseTemperature = 2,
        NumberOfPredictions = 4,
        NumberOfEpochs = 2,
        BatchSize = 16,
        InferenceColumnName = "Inference",
    };

    protected override bool IsGood(string option, object? value) => base.IsGood(option, value)
        || (option == "GradientClipping" && value is double.PositiveInfinity) || (option == "InverseTemperature" && value is float.PositiveInfinity);

    protected override ConditionalLatentEstimator Create(MLContext ml, ConditionalLatentEstimator.Options options) => ml.EnergyBased().ConditionalLatent(options);
}

/// <summary>Branches, a contrastive loss, and nothing but predictions: y is read by Fit alone.</summary>
[DoesNotApply("P27", "it takes no example weights")]
[DoesNotApply("P39", "without y there is no energy to share")]
public sealed class ConditionalPredictionsContract : ConditionalLatentContract
{
    protected override IReadOnlyList<string> Inputs => ["Context"];

    protected override IReadOnlyList<string> OptionalInputs => [];

    protected override IReadOnlyList<string> TrainingInputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs => [Output.Number("Predictions")];

    protected override ConditionalLatentEstimator.Options QuickOptions() => new()
    {
        Latent = LatentSet.Discrete(3),
        HiddenUnits = [4],
        Activation = Activation.Tanh,
        Objective = ConditionalLatentObjective.Hinge,
        WrongAnswerDistance = 0.1f,
        NumberOfEpochs = 2,
        BatchSize = 16,
        ValidationFraction = 0.2,
        MemoryLimit = 64,
        EnergyColumnName = null,
        FeatureEnergyColumnName = null,
        LatentColumnName = null,
        ReconstructionColumnName = null,
    };
}
