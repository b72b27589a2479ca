using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>What a fit of a decoder with free latents is asked to do.</summary>
internal sealed record LatentOptimizationSettings : LoopSettings
{
    public int LatentSize { get; init; } = 16;

    /// <summary>Units of each hidden layer of the decoder, from z to y; none for one layer.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [128];

    public Activation Activation { get; init; } = Activation.ReLU;

    public Activation OutputActivation { get; init; } = Activation.Identity;

    public WeightInitialization Initialization { get; init; } = WeightInitialization.Automatic;

    public LatentConstraint Constraint { get; init; } = LatentConstraint.Ball;

    /// <summary>α of the prior ½α‖z‖² of free latents, positive.</summary>
    public float LatentPenalty { get; init; } = 0.1f;

    /// <summary>η of the latents, positive.</summary>
    public float LatentLearningRate { get; init; } = 0.01f;

    /// <summary>Descents of each search, as <see cref="SearchLimits"/> has it.</summary>
    public int NumberOfStarts { get; init; } = 4;

    /// <summary>The most steps of a descent, as <see cref="SearchLimits"/> has it.</summary>
    public int InferenceIterations { get; init; } = 200;

    /// <summary>τ: a descent has converged when its gap is at most τ(E + τ‖y‖²).</summary>
    public float InferenceTolerance { get; init; } = 1e-4f;

    public DecoderSearchSettings Search => new() { Descents = NumberOfStarts, Iterations = InferenceIterations, Tolerance = InferenceTolerance };

    /// <summary>Throws where the starts of a row of this length are too many values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are.</exception>
    public void CheckRow(int dimension) => SearchLimits.CheckValues(NumberOfStarts, nameof(NumberOfStarts), HiddenUnits.Append(dimension).Max());

    public override void Validate()
    {
        base.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(LatentSize, 1);
        RequireLayers(HiddenUnits, 0, nameof(HiddenUnits));
        Require(Enum.IsDefined(Activation), Activation, "Unknown activation.", nameof(Activation));
        Require(Enum.IsDefined(OutputActivation), OutputActivation, "Unknown activation.", nameof(OutputActivation));
        Require(Enum.IsDefined(Initialization), Initialization, "Unknown initialisation.", nameof(Initialization));
        Require(Enum.IsDefined(Constraint), Constraint, "Unknown constraint.", nameof(Constraint));
        Require(LatentPenalty > 0 && float.IsFinite(LatentPenalty), LatentPenalty, "The penalty must be positive and finite.", nameof(LatentPenalty));
        Require(LatentLearningRate > 0 && float.IsFinite(LatentLearningRate), LatentLearningRate, "The learning rate must be positive and finite.", nameof(LatentLearningRate));
        SearchLimits.Check(NumberOfStarts, nameof(NumberOfStarts), InferenceIterations, nameof(InferenceIterations));
        Require(InferenceTolerance >= 0 && float.IsFinite(InferenceTolerance), InferenceTolerance, "The tolerance must be finite and at least 0.", nameof(InferenceTolerance));
    }
}
