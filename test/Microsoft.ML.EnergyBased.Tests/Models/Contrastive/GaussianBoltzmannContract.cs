using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

/// <summary>A restricted Boltzmann machine on real numbers, with persistent chains, validation and names of its own for the outputs.</summary>
[DoesNotApply("P27", "it takes no example weights")]
public sealed class GaussianBoltzmannContract : ContrastiveDivergenceContract
{
    protected override Table Training { get; } = Tables.Vectors();

    protected override IReadOnlyList<Output> Outputs => [.. base.Outputs.Select(o => o with { Name = $"My {o.Name}" })];

    protected override IEnumerable<(string Option, Action<ContrastiveDivergenceTrainer.Options> Set)> BadForModel =>
        [.. base.BadForModel, ("Monitor", o => o.Monitor = LikelihoodMonitor.PseudoLikelihood)];

    protected override ContrastiveDivergenceTrainer.Options QuickOptions() => new()
    {
        Model = ContrastiveModel.RestrictedBoltzmann(5, VisibleUnits.Gaussian),
        NegativePhase = NegativePhase.Gibbs(2),
        Persistent = new PersistentChains(10),
        InverseTemperature = 0.5f,
        NumberOfEpochs = 3,
        BatchSize = 16,
        ValidationFraction = 0.2,
        EnergyColumnName = "My Energy",
        FeatureEnergyColumnName = "My FeatureEnergy",
        CodeColumnName = "My Code",
        ReconstructionColumnName = "My Reconstruction",
    };
}
