using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

/// <summary>A restricted Boltzmann machine on values in [0, 1].</summary>
[DoesNotApply("P27", "it takes no example weights")]
public class ContrastiveDivergenceContract
    : ComponentContract<ContrastiveDivergenceTrainer, ContrastiveDivergenceTransformer, ContrastiveDivergenceTrainer.Options>
{
    protected override Table Training { get; } = Tables.Vectors().Alter("Features", (_, row) => Array.ConvertAll(row, v => v == 0 ? 0 : Math.Clamp((v / 10) + 0.5f, 0, 1)));

    protected override IReadOnlyList<string> Inputs => ["Features"];

    protected override IReadOnlyList<Output> Outputs =>
        [Output.Number("Energy"), Output.Number("FeatureEnergy", slotNamesFrom: "Features"), Output.Number("Code"), Output.Number("Reconstruction", slotNamesFrom: "Features")];

    protected override IEnumerable<(string Option, Action<ContrastiveDivergenceTrainer.Options> Set)> MoreBadOptions =>
    [
        ("Model", o => o.Model = null!),
        ("ValidationFraction", o => o.ValidationFraction = 1),
        ("LearningRate", o => o.LearningRate = 0),
        ("GradientClipping", o => o.GradientClipping = 0),
        ("MemoryLimit", o => o.MemoryLimit = 0),
        ("InverseTemperature", o => o.InverseTemperature = 0),
        ("EnergyRegularization", o => o.EnergyRegularization = -0.1f),
        ("NoiseStandardDeviation", o => o.NoiseStandardDeviation = 0),
        ("MonitorChains", o => o.MonitorChains = 1),
        .. BadForModel,
    ];

    protected virtual IEnumerable<(string Option, Action<ContrastiveDivergenceTrainer.Options> Set)> BadForModel =>
    [
        ("NegativePhase", o => o.NegativePhase = NegativePhase.Langevin()),
        ("Objective", o => o.Objective = ContrastiveObjective.DenoisingScoreMatching),
        ("Objective", o => o.Objective = ContrastiveObjective.NoiseContrastive),
    ];

    protected override ContrastiveDivergenceTrainer.Options QuickOptions() => new()
    {
        Model = ContrastiveModel.RestrictedBoltzmann(5),
        NumberOfEpochs = 3,
        BatchSize = 16,
        LearningRate = 0.01f,
        Monitor = LikelihoodMonitor.ExactLikelihood,
    };

    protected override bool IsGood(string option, object? value)
        => base.IsGood(option, value) || (option == "GradientClipping" && value is double.PositiveInfinity);

    protected override ContrastiveDivergenceTrainer Create(MLContext ml, ContrastiveDivergenceTrainer.Options options)
        => ml.EnergyBased().ContrastiveDivergence(options);
}

/// <summary>The same, where the rows do not fit in the memory that is allowed.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public sealed class StreamedContrastiveDivergenceContract : ContrastiveDivergenceContract
{
    protected override ContrastiveDivergenceTrainer.Options QuickOptions()
    {
        var options = base.QuickOptions();
        options.Persistent = new PersistentChains(10);
        options.MemoryLimit = 64;
        return options;
    }
}
