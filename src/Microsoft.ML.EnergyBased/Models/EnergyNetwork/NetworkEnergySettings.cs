using Microsoft.ML.EnergyBased.Models.Contrastive;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>What the training of an energy network is told.</summary>
internal sealed record NetworkEnergySettings : ContrastiveSettings
{
    /// <summary>Units of each hidden layer; at least one layer.</summary>
    public required IReadOnlyList<int> HiddenUnits { get; init; }

    public Activation Activation { get; init; } = Activation.SiLU;

    /// <summary>κ of ½κ‖y‖², at least 0.</summary>
    public float Quadratic { get; init; }

    /// <summary>σ of the noise of denoising score matching, positive.</summary>
    public float NoiseDeviation { get; init; } = 0.1f;

    /// <summary>Noise points a row in noise-contrastive estimation, at least 1.</summary>
    public int NoiseRatio { get; init; } = 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireLayers(HiddenUnits, 1, nameof(HiddenUnits));
        Require(Enum.IsDefined(Activation), Activation, "Unknown activation.", nameof(Activation));
        Require(Quadratic >= 0 && float.IsFinite(Quadratic), Quadratic, "The quadratic term must be finite and at least 0.", nameof(Quadratic));
        Require(NoiseDeviation > 0 && float.IsFinite(NoiseDeviation), NoiseDeviation, "The standard deviation must be positive and finite.", nameof(NoiseDeviation));
        Require(NoiseRatio >= 1, NoiseRatio, "There must be at least one noise point a row.", nameof(NoiseRatio));
        Require(Objective != ContrastiveObjective.MaximumLikelihood, Objective, "An energy network cannot be enumerated: maximum likelihood is for the restricted Boltzmann machine.", nameof(Objective));
        Require(Objective != ContrastiveObjective.ContrastiveDivergence || NegativePhase is not GibbsPhase, NegativePhase, "Gibbs sampling is for the restricted Boltzmann machine.", nameof(NegativePhase));
        Require(Persistent is null || NegativePhase is SampledPhase { CanPersist: true }, Persistent, "Chains persist in Metropolis, Langevin and Hamiltonian sampling alone.", nameof(Persistent));
    }
}
