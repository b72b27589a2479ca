using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.SparseCoding;

[DoesNotApply("P27", "it takes no example weights")]
public class SparseCodingContract : ComponentContract<SparseCodingEstimator, LatentInferenceTransformer, SparseCodingEstimator.Options>
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override FeatureShares Shares => FeatureShares.SumBelowEnergy;

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
    [
        Output.FoundEnergy("Energy"), Output.Found("FeatureEnergy", slotNamesFrom: "Features") with { Golden = 5e-2 }, Output.Found("Latent"), Output.Found("Reconstruction", slotNamesFrom: "Features"),
        Output.Search("Inference"), Output.Number("ActiveAtoms"),
    ];

    protected override IEnumerable<(string Option, Action<SparseCodingEstimator.Options> Set)> MoreBadOptions =>
    [
        ("Sparsity", o => o.Sparsity = 0),
        ("Sparsity", o => o.Sparsity = -1),
        ("InferenceTolerance", o => o.InferenceTolerance = -1e-9f),
        ("Forgetting", o => o.Forgetting = -1),
        ("MemoryLimit", o => o.MemoryLimit = 0),
        ("InitialDictionary", o => o.Initialization = SparseDictionaryInitialization.Given),
        ("InitialDictionary", o => o.InitialDictionary = [[1f], [2f], [3f]]),
        ("InitialDictionary", o => (o.NumberOfAtoms, o.Initialization, o.InitialDictionary) = (3, SparseDictionaryInitialization.Given, [[1f], [2f]])),
        ("InitialDictionary", o => (o.NumberOfAtoms, o.Initialization, o.InitialDictionary) = (3, SparseDictionaryInitialization.Given, [[1f], [2f], [float.NaN]])),
        ("InitialDictionary", o => (o.NumberOfAtoms, o.Initialization, o.InitialDictionary) = (3, SparseDictionaryInitialization.Given, [[1f], [2f], [3f, 4f]])),
        ("InitialDictionary", o => (o.NumberOfAtoms, o.Initialization, o.InitialDictionary) = (3, SparseDictionaryInitialization.Given, [[1f], [2f], null!])),
    ];

    protected override SparseCodingEstimator.Options QuickOptions() => new()
    {
        NumberOfAtoms = 7,
        NumberOfEpochs = 3,
        BatchSize = 16,
        InferenceColumnName = "Inference",
    };

    protected override bool IsGood(string option, object? value)
        => base.IsGood(option, value) || (option == "NumberOfEpochs" && value is 0);

    protected override SparseCodingEstimator Create(MLContext ml, SparseCodingEstimator.Options options) => ml.EnergyBased().SparseCoding(options);
}

/// <summary>Non-negative codes by FISTA, and rows that are streamed.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public sealed class NonNegativeCodingContract : SparseCodingContract
{
    protected override SparseCodingEstimator.Options QuickOptions()
    {
        var options = base.QuickOptions();
        options.NonNegative = true;
        options.InferenceAlgorithm = SparseInferenceAlgorithm.Fista;
        options.Initialization = SparseDictionaryInitialization.Random;
        options.MemoryLimit = 64;
        return options;
    }
}
