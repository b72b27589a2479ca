using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>What an autoencoder fit is asked to do.</summary>
internal sealed record AutoencoderSettings : LoopSettings
{
    /// <summary>Units of each encoder layer, the last being the code; the decoder mirrors them. A warm start has its own.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [128, 32];

    public Activation Activation { get; init; } = Activation.ReLU;

    public Activation OutputActivation { get; init; } = Activation.Identity;

    public WeightInitialization Initialization { get; init; } = WeightInitialization.Automatic;

    public ReconstructionLoss Loss { get; init; } = ReconstructionLoss.SquaredError;

    public Corruption Corruption { get; init; } = Corruption.Gaussian(0.1f);

    /// <summary>What the error of a corrupted feature counts in training, at least 0; that of the others counts 1.</summary>
    public float CorruptedReconstructionWeight { get; init; } = 1;

    public bool TiedWeights { get; init; }

    /// <summary>λ ≥ 0 of λ·‖h‖₁, h being the code of the corrupted row.</summary>
    public float CodeSparsity { get; init; }

    /// <summary>λ ≥ 0 of λ·‖∂h/∂y‖²_F at the corrupted row.</summary>
    public float ContractivePenalty { get; init; }

    /// <summary>How often reconstruction applies the map, in [1, <see cref="SearchLimits.ReconstructionSteps"/>].</summary>
    public int ReconstructionSteps { get; init; } = 1;

    /// <summary>Where training goes on from: shape and parameters are taken from it.</summary>
    public AutoencoderEnergy? WarmStart { get; init; }

    public override void Validate()
    {
        base.Validate();
        ArgumentNullException.ThrowIfNull(Corruption);
        RequireLayers(HiddenUnits, 1, nameof(HiddenUnits));
        Require(Enum.IsDefined(Activation), Activation, "Unknown activation.", nameof(Activation));
        Require(Enum.IsDefined(OutputActivation), OutputActivation, "Unknown activation.", nameof(OutputActivation));
        Require(Enum.IsDefined(Initialization), Initialization, "Unknown initialisation.", nameof(Initialization));
        Require(Enum.IsDefined(Loss), Loss, "Unknown loss.", nameof(Loss));
        Require(CorruptedReconstructionWeight >= 0 && float.IsFinite(CorruptedReconstructionWeight), CorruptedReconstructionWeight, "The weight must be finite and at least 0.", nameof(CorruptedReconstructionWeight));
        Require(CodeSparsity >= 0 && float.IsFinite(CodeSparsity), CodeSparsity, "The penalty must be finite and at least 0.", nameof(CodeSparsity));
        Require(ContractivePenalty >= 0 && float.IsFinite(ContractivePenalty), ContractivePenalty, "The penalty must be finite and at least 0.", nameof(ContractivePenalty));
        Require(ReconstructionSteps is >= 1 and <= SearchLimits.ReconstructionSteps, ReconstructionSteps, $"There must be 1 to {SearchLimits.ReconstructionSteps} steps.", nameof(ReconstructionSteps));
        Activation output = WarmStart?.OutputActivation ?? OutputActivation;
        Require(Loss != ReconstructionLoss.BinaryCrossEntropy || output == Activation.Sigmoid, output, "The binary cross-entropy needs a sigmoid output.", nameof(OutputActivation));
    }
}
