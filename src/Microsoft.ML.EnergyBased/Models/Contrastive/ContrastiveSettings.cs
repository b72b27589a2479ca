using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Contrastive;

/// <summary>What a contrastive training is told, whatever its model.</summary>
internal record ContrastiveSettings : LoopSettings
{
    public ContrastiveObjective Objective { get; init; } = ContrastiveObjective.ContrastiveDivergence;

    public NegativePhase NegativePhase { get; init; } = NegativePhase.Gibbs();

    /// <summary>Chains that go on from step to step, or null for fresh ones from the rows of the batch.</summary>
    public PersistentChains? Persistent { get; init; }

    /// <summary>β, above 0 and finite.</summary>
    public float InverseTemperature { get; init; } = 1;

    /// <summary>α of α (E² over data + E² over samples), means; at least 0. It keeps energies from running away.</summary>
    public float EnergyRegularization { get; init; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Enum.IsDefined(Objective), Objective, "Unknown objective.", nameof(Objective));
        ArgumentNullException.ThrowIfNull(NegativePhase);
        Require(
            EarlyStopping is null || Objective is ContrastiveObjective.DenoisingScoreMatching or ContrastiveObjective.NoiseContrastive, EarlyStopping,
            "Energies of different epochs do not compare, since log Z changes: a monitor can end the training of a restricted Boltzmann machine.", nameof(EarlyStopping));
        Require(InverseTemperature > 0 && float.IsFinite(InverseTemperature), InverseTemperature, "The inverse temperature must be above 0 and finite.", nameof(InverseTemperature));
        Require(EnergyRegularization >= 0 && float.IsFinite(EnergyRegularization), EnergyRegularization, "Energy regularization must be finite and at least 0.", nameof(EnergyRegularization));
    }
}
