using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

[DoesNotApply("P27", "it takes no example weights")]
public class DenoisingAutoencoderContract
    : ComponentContract<DenoisingAutoencoderEstimator, DenoisingAutoencoderTransformer, DenoisingAutoencoderEstimator.Options>
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override FeatureShares Shares => FeatureShares.SumToEnergy;

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
    [
        Output.Number("Energy"), Output.Number("FeatureEnergy", slotNamesFrom: "Features"), Output.Number("Code"),
        Output.Number("Reconstruction", slotNamesFrom: "Features"),
    ];

    protected override IEnumerable<(string Option, Action<DenoisingAutoencoderEstimator.Options> Set)> MoreBadOptions =>
    [
        ("HiddenUnits", o => o.HiddenUnits = []),
        ("HiddenUnits", o => o.HiddenUnits = [4, 0]),
        ("OutputActivation", o => o.Loss = ReconstructionLoss.BinaryCrossEntropy),
        ("ValidationFraction", o => o.ValidationFraction = 1),
        ("LearningRate", o => o.LearningRate = 0),
        ("GradientClipping", o => o.GradientClipping = 0),
    ];

    protected override DenoisingAutoencoderEstimator.Options QuickOptions() => new()
    {
        HiddenUnits = [6, 2],
        NumberOfEpochs = 3,
        BatchSize = 16,
        ReconstructionSteps = 2,
    };

    protected override bool IsGood(string option, object? value)
        => base.IsGood(option, value) || (option == "GradientClipping" && value is double.PositiveInfinity);

    protected override DenoisingAutoencoderEstimator Create(MLContext ml, DenoisingAutoencoderEstimator.Options options)
        => ml.EnergyBased().DenoisingAutoencoder(options);
}

/// <summary>Tied weights, cross-entropy and rows that are streamed.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public sealed class StreamedAutoencoderContract : DenoisingAutoencoderContract
{
    protected override DenoisingAutoencoderEstimator.Options QuickOptions() => new()
    {
        HiddenUnits = [4],
        Activation = Activation.Tanh,
        TiedWeights = true,
        Corruption = Corruption.Masking(0.2f),
        NumberOfEpochs = 2,
        BatchSize = 16,
        ValidationFraction = 0.2,
        EarlyStopping = true,
        Patience = 1,
        MemoryLimit = 64,
    };
}
