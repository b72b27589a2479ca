using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

/// <summary>An energy network, which has no code and no reconstruction: their names are not looked at.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public class EnergyNetworkContract : ContrastiveDivergenceContract
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override IReadOnlyList<Output> Outputs => [Output.Number("Energy"), Output.Number("FeatureEnergy", slotNamesFrom: "Features")];

    protected override IEnumerable<(string Option, Action<ContrastiveDivergenceTrainer.Options> Set)> BadForModel =>
    [
        ("NegativePhase", o => o.NegativePhase = NegativePhase.Gibbs()),
        ("Objective", o => o.Objective = ContrastiveObjective.MaximumLikelihood),
        ("Persistent", o => (o.NegativePhase, o.Persistent) = (NegativePhase.KickAndDescend(), new PersistentChains())),
        ("Persistent", o => (o.NegativePhase, o.Persistent) = (NegativePhase.MonteCarlo(), new PersistentChains())),
        ("NegativePhase", o => (o.Objective, o.NegativePhase) = (ContrastiveObjective.DenoisingScoreMatching, NegativePhase.MonteCarlo())),
        ("NegativePhase", o => (o.Objective, o.NegativePhase) = (ContrastiveObjective.NoiseContrastive, NegativePhase.Hamiltonian())),
        ("Persistent", o => (o.Objective, o.NegativePhase, o.Persistent) = (ContrastiveObjective.NoiseContrastive, null, new PersistentChains())),
        ("EarlyStopping", o => o.EarlyStopping = true),
        ("Monitor", o => o.Monitor = LikelihoodMonitor.ExactLikelihood),
        ("Patience", o => o.Patience = 0),
        ("EnergyColumnName", o => (o.EnergyColumnName, o.FeatureEnergyColumnName) = (null, null)),
    ];

    protected override ContrastiveDivergenceTrainer.Options QuickOptions() => new()
    {
        Model = ContrastiveModel.EnergyNetwork([6, 4], Activation.Softplus, quadratic: 0.1f),
        NegativePhase = NegativePhase.Langevin(steps: 5, stepSize: 0.05f),
        NumberOfEpochs = 3,
        BatchSize = 16,
    };
}

/// <summary>The same, where the rows do not fit in the memory that is allowed.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public sealed class StreamedEnergyNetworkContract : EnergyNetworkContract
{
    protected override ContrastiveDivergenceTrainer.Options QuickOptions()
    {
        var options = base.QuickOptions();
        options.ValidationFraction = 0.2;
        options.MemoryLimit = 64;
        return options;
    }
}
