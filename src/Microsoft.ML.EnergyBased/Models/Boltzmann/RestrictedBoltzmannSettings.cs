using Microsoft.ML.EnergyBased.Models.Contrastive;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>What the training of a restricted Boltzmann machine is told.</summary>
internal sealed record RestrictedBoltzmannSettings : ContrastiveSettings
{
    /// <summary>H, at least 1.</summary>
    public required int HiddenUnits { get; init; }

    public VisibleUnits VisibleUnits { get; init; } = VisibleUnits.Bernoulli;

    public LikelihoodMonitor Monitor { get; init; } = LikelihoodMonitor.None;

    /// <summary>Epochs without a new best of the monitor after which training ends, at least 1, or null for never.</summary>
    public int? MonitorPatience { get; init; }

    /// <summary>The most rows that the monitor looks at, the first of them; at least 1.</summary>
    public int MonitorRows { get; init; } = 5000;

    /// <summary>Chains and temperatures of annealed importance sampling as a monitor.</summary>
    public int AnnealingChains { get; init; } = 100;

    public int AnnealingTemperatures { get; init; } = 500;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(HiddenUnits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MonitorRows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(AnnealingChains, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(AnnealingTemperatures, 1);
        Require(Enum.IsDefined(VisibleUnits), VisibleUnits, "Unknown kind of visible units.", nameof(VisibleUnits));
        Require(Enum.IsDefined(Monitor), Monitor, "Unknown monitor.", nameof(Monitor));
        Require(MonitorPatience is null or >= 1, MonitorPatience, "Patience must be at least 1 epoch.", nameof(MonitorPatience));
        Require(MonitorPatience is null || Monitor != LikelihoodMonitor.None, MonitorPatience, "Patience needs a monitor.", nameof(MonitorPatience));
        Require(Objective is ContrastiveObjective.ContrastiveDivergence or ContrastiveObjective.MaximumLikelihood, Objective, "A restricted Boltzmann machine learns by contrastive divergence or maximum likelihood.", nameof(Objective));
        Require(NegativePhase is GibbsPhase, NegativePhase, "The negative phase of a restricted Boltzmann machine is Gibbs sampling.", nameof(NegativePhase));
        Require(Monitor != LikelihoodMonitor.PseudoLikelihood || VisibleUnits == VisibleUnits.Bernoulli, Monitor, "Pseudo-likelihood is for Bernoulli visible units.", nameof(Monitor));
    }
}
