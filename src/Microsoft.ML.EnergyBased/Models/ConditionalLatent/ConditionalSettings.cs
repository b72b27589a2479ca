using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.ConditionalLatent;

/// <summary>What a fit of a conditional latent-variable energy is asked to do.</summary>
internal sealed record ConditionalSettings : LoopSettings
{
    public const int MaximumDraws = 1 << 20;

    public LatentSet Latent { get; init; } = LatentSet.Continuous();

    /// <summary>Units of each hidden layer of the decoder.</summary>
    public IReadOnlyList<int> HiddenUnits { get; init; } = [64, 64];

    public Activation Activation { get; init; } = Activation.SiLU;

    public Activation OutputActivation { get; init; } = Activation.Identity;

    public WeightInitialization Initialization { get; init; } = WeightInitialization.Automatic;

    /// <summary>β in (0, ∞].</summary>
    public float InverseTemperature { get; init; } = float.PositiveInfinity;

    /// <summary>The share of the epochs in which the temperature falls to 1/β, in [0, 1).</summary>
    public double AnnealingFraction { get; init; } = 0.5;

    public ConditionalLoss Loss { get; init; } = ConditionalLoss.Reconstruction;

    /// <summary>m of the hinge, positive.</summary>
    public float Margin { get; init; } = 1;

    /// <summary>How far from y an answer is wrong, at least 0.</summary>
    public float WrongAnswerDistance { get; init; }

    /// <summary>Predictions of a row; null for one a branch, or 32.</summary>
    public int? NumberOfPredictions { get; init; }

    /// <summary>Descents of each search over more than two coordinates of z, as <see cref="SearchLimits"/> has it.</summary>
    public int NumberOfStarts { get; init; } = 6;

    /// <summary>The most steps of a descent, as <see cref="SearchLimits"/> has it.</summary>
    public int InferenceIterations { get; init; } = 300;

    /// <summary>τ: a descent has converged when its gap is at most τ(E + τ‖y‖²).</summary>
    public float InferenceTolerance { get; init; } = 1e-6f;

    /// <summary>z of each sample over more than two coordinates, in [1, <see cref="MaximumDraws"/>].</summary>
    public int NumberOfDraws { get; init; } = 4096;

    public int Predictions => NumberOfPredictions ?? (Latent.IsDiscrete ? Latent.Size : 32);

    /// <summary>The decoder of a y of this length, and the search behind it.</summary>
    public ConditionalShape ShapeOf(int contextSize, int targetSize) => new(contextSize, targetSize, Latent, HiddenUnits, Activation, OutputActivation)
    {
        Search = new DecoderSearchSettings { Descents = NumberOfStarts, Iterations = InferenceIterations, Tolerance = InferenceTolerance },
        Draws = NumberOfDraws,
    };

    /// <summary>Throws where the predictions or the starts of an x and y of these lengths are too many values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They are.</exception>
    public void CheckRow(int contextSize, int targetSize)
    {
        SearchLimits.CheckValues(Predictions, nameof(NumberOfPredictions), targetSize);
        SearchLimits.CheckValues(NumberOfStarts, nameof(NumberOfStarts), HiddenUnits.Append(contextSize).Append(targetSize).Max());
    }

    public override void Validate()
    {
        base.Validate();
        ArgumentNullException.ThrowIfNull(Latent);
        RequireLayers(HiddenUnits, 0, nameof(HiddenUnits));
        Require(Enum.IsDefined(Activation), Activation, "Unknown activation.", nameof(Activation));
        Require(Enum.IsDefined(OutputActivation), OutputActivation, "Unknown activation.", nameof(OutputActivation));
        Require(Enum.IsDefined(Initialization), Initialization, "Unknown initialisation.", nameof(Initialization));
        Require(InverseTemperature > 0, InverseTemperature, "The inverse temperature must be above 0 (infinity for the minimum itself).", nameof(InverseTemperature));
        Require(AnnealingFraction is >= 0 and < 1, AnnealingFraction, "The share must be in [0, 1).", nameof(AnnealingFraction));
        SearchLimits.Check(NumberOfStarts, nameof(NumberOfStarts), InferenceIterations, nameof(InferenceIterations));
        Require(InferenceTolerance >= 0 && float.IsFinite(InferenceTolerance), InferenceTolerance, "The tolerance must be finite and at least 0.", nameof(InferenceTolerance));
        Require(NumberOfDraws is >= 1 and <= MaximumDraws, NumberOfDraws, $"There are 1 to {MaximumDraws} draws.", nameof(NumberOfDraws));
        Require(Enum.IsDefined(Loss), Loss, "Unknown loss.", nameof(Loss));
        Require(Margin > 0 && float.IsFinite(Margin), Margin, "The margin must be positive and finite.", nameof(Margin));
        Require(WrongAnswerDistance >= 0 && float.IsFinite(WrongAnswerDistance), WrongAnswerDistance, "The distance must be finite and at least 0.", nameof(WrongAnswerDistance));
        Require(
            Loss == ConditionalLoss.Reconstruction || BatchSize > 1, BatchSize,
            $"The wrong answers of a contrastive loss are those of the batch's other rows: {Loss} needs at least 2 rows in a batch.", nameof(BatchSize));
        Require(
            !Latent.IsDiscrete || Predictions == Latent.Size, NumberOfPredictions,
            $"A discrete latent has one prediction for each branch: with K = {Latent.Size} branches it must be {Latent.Size}, or null.", nameof(NumberOfPredictions));
        Require(
            Predictions is >= 1 and <= ConditionalLatentEnergy.MaximumPredictions, NumberOfPredictions,
            $"A row has 1 to {ConditionalLatentEnergy.MaximumPredictions} predictions.", nameof(NumberOfPredictions));
    }
}
