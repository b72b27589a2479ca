using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class ConditionalLatentEstimator
{
    /// <summary>Options of <see cref="ConditionalLatentEstimator"/>; its feature column is y, what is to be predicted.</summary>
    /// <remarks>
    /// There is no warm start: while the temperature falls (<see cref="AnnealingFraction"/>) every z learns from every row anew,
    /// and what a model had made of its z would be forgotten first.
    /// </remarks>
    public sealed class Options : NetworkTrainingOptions
    {
        internal const int MaximumDraws = 1 << 20;

        /// <summary>Options with their defaults: 100 epochs, over the first half of which the temperature falls.</summary>
        public Options()
        {
            NumberOfEpochs = Defaults.NumberOfEpochs;
        }

        /// <summary>x, what y is predicted from: a vector of <see cref="float"/> of known size, and another column than y. Default "Context".</summary>
        public string ContextColumnName { get; set; } = Defaults.ContextColumnName;

        /// <summary>Where z is sought. Default <see cref="LatentSet.Continuous"/>: one value in [−1, 1].</summary>
        public LatentSet Latent { get; set; } = LatentSet.Continuous();

        /// <summary>Units of each hidden layer of the decoder, each at least 1, in at most 256 layers. Default 64, 64.</summary>
        public IReadOnlyList<int> HiddenUnits { get; set; } = Defaults.HiddenUnits;

        /// <summary>The activation of the hidden layers. Default SiLU: searches for z want a smooth decoder.</summary>
        public Activation Activation { get; set; } = Activation.SiLU;

        /// <summary>The activation of the last layer, which bounds what can be predicted. Default identity.</summary>
        public Activation OutputActivation { get; set; } = Activation.Identity;

        /// <summary>How weights are drawn before training. Default by the activation.</summary>
        public WeightInitialization Initialization { get; set; } = WeightInitialization.Automatic;

        /// <summary>
        /// β of F_β in training and scoring, above 0. Default infinity: F_∞, trained at the winning z. With Gaussian noise of
        /// variance σ² in y, 1/(2σ²) is the β of the likelihood.
        /// </summary>
        public float InverseTemperature { get; set; } = Defaults.InverseTemperature;

        /// <summary>
        /// The share of the epochs, from the first, in which the temperature falls from the variance of the answers to 1/β,
        /// in [0, 1). Default 0.5; 0 for none. It keeps branches from dying and curves from folding.
        /// </summary>
        public double AnnealingFraction { get; set; } = Defaults.AnnealingFraction;

        /// <summary>What the training minimises. Default <see cref="ConditionalLatentObjective.Reconstruction"/>.</summary>
        public ConditionalLatentObjective Objective { get; set; } = ConditionalLatentObjective.Reconstruction;

        /// <summary>m of the hinge, positive and finite. Default 1.</summary>
        public float Margin { get; set; } = Defaults.Margin;

        /// <summary>
        /// How far from the observed y an answer is wrong, for contrastive objectives; finite and at least 0. Default 0: any other
        /// y. Wrong answers are those of the batch's other rows, of which there must be one at least: a batch size of 1 is refused,
        /// and a training that meets no wrong answer fails.
        /// </summary>
        public float WrongAnswerDistance { get; set; }

        /// <summary>
        /// Predictions of a row, in [1, <see cref="ConditionalLatentEnergy.MaximumPredictions"/>], at most 16,777,216 values together; null (the default)
        /// for 32, or one for each branch of a discrete latent, which has no other number.
        /// </summary>
        public int? NumberOfPredictions { get; set; }

        /// <summary>
        /// Descents of each search at Transform over more than two coordinates of z, in [1, 4096]; at finite β as many more as it
        /// takes to find every peak, up to 64 where that is more. Default 6. One coordinate and two are searched by grid.
        /// </summary>
        public int InferenceStarts { get; set; } = Defaults.InferenceStarts;

        /// <summary>The most steps of such a descent, in [1, 100,000], and with the starts at most 2,097,152. Default 300.</summary>
        public int InferenceIterations { get; set; } = Defaults.InferenceIterations;

        /// <summary>
        /// τ: such a descent ends when what a step along the gradient promises is at most τ(E + τ‖y‖²); finite and at least 0.
        /// Default 0.000001.
        /// </summary>
        public double InferenceTolerance { get; set; } = Defaults.InferenceTolerance;

        /// <summary>
        /// z of the sample that gives F_β over more than two coordinates, at least 1 and at most 1,048,576; its standard error falls
        /// with their root. Default 4096.
        /// </summary>
        public int NumberOfDraws { get; set; } = Defaults.NumberOfDraws;

        /// <summary>Output column (Single): F(x, y). Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, (y − Dec([x, z*]))² of each feature of y; with the penalty of z* they sum to E(x, y, z*). Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector): z*, or P(z|x, y) of a discrete z at finite β. Default "Latent"; null drops it.</summary>
        public string? LatentColumnName { get; set; } = "Latent";

        /// <summary>Output column (vector): Dec([x, z*]), the prediction next to y. Default "Reconstruction"; null drops it.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        /// <summary>Output column (vector): Iterations, Gap, Converged of the search for z and of its integral. Default null: none.</summary>
        public string? InferenceColumnName { get; set; }

        /// <summary>
        /// Output column (vector): one prediction of y for each z of a set, side by side. It is computed from x alone. Default
        /// "Predictions"; null drops it.
        /// </summary>
        public string? PredictionsColumnName { get; set; } = "Predictions";

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
            (InferenceColumnName, nameof(InferenceColumnName)),
            (PredictionsColumnName, nameof(PredictionsColumnName)),
        ];

        internal int Predictions => NumberOfPredictions ?? (Latent.IsDiscrete ? Latent.Size : Defaults.NumberOfPredictions);

        /// <summary>The decoder of a y of this length, and the search behind it.</summary>
        internal ConditionalShape ShapeOf(int contextSize, int targetSize) => new(contextSize, targetSize, Latent, HiddenUnits, Activation, OutputActivation)
        {
            Search = new DecoderSearchSettings { Descents = InferenceStarts, Iterations = InferenceIterations, Tolerance = (float)InferenceTolerance },
            Draws = NumberOfDraws,
        };

        /// <summary>Throws where the predictions or the starts of an x and y of these lengths are too many values.</summary>
        /// <exception cref="ArgumentOutOfRangeException">They are.</exception>
        internal void CheckRow(int contextSize, int targetSize)
        {
            SearchLimits.CheckValues(Predictions, nameof(NumberOfPredictions), targetSize);
            SearchLimits.CheckValues(InferenceStarts, nameof(InferenceStarts), HiddenUnits.Append(contextSize).Append(targetSize).Max());
        }

        internal override EstimatorOptions Copy()
        {
            var copy = (Options)base.Copy();
            copy.HiddenUnits = HiddenUnits is null ? null! : [.. HiddenUnits];
            return copy;
        }

        internal override void Validate()
        {
            base.Validate();
            Check.OtherColumn(ContextColumnName, nameof(ContextColumnName), FeatureColumnName, nameof(FeatureColumnName));
            ArgumentNullException.ThrowIfNull(Latent);
            CheckLayers(HiddenUnits, 0, nameof(HiddenUnits));
            Check.Defined(Activation, nameof(Activation));
            Check.Defined(OutputActivation, nameof(OutputActivation));
            Check.Defined(Initialization, nameof(Initialization));
            Check.InverseTemperature(InverseTemperature, nameof(InverseTemperature));
            Check.Part(AnnealingFraction, nameof(AnnealingFraction));
            Check.Defined(Objective, nameof(Objective));
            Check.PositiveFinite(Margin, nameof(Margin));
            Check.NonNegativeFinite(WrongAnswerDistance, nameof(WrongAnswerDistance));
            Check.That(
                Objective == ConditionalLatentObjective.Reconstruction || BatchSize > 1, BatchSize, nameof(BatchSize),
                $"The wrong answers of a contrastive objective are those of the batch's other rows: {Objective} needs at least 2 rows in a batch.");
            Check.That(
                !Latent.IsDiscrete || Predictions == Latent.Size, NumberOfPredictions, nameof(NumberOfPredictions),
                $"A discrete latent has one prediction for each branch: with K = {Latent.Size} branches it must be {Latent.Size}, or null.");
            Check.Count(Predictions, ConditionalLatentEnergy.MaximumPredictions, nameof(NumberOfPredictions));
            SearchLimits.Check(InferenceStarts, nameof(InferenceStarts), InferenceIterations, nameof(InferenceIterations));
            Check.NonNegativeFinite((float)InferenceTolerance, nameof(InferenceTolerance));
            Check.Count(NumberOfDraws, MaximumDraws, nameof(NumberOfDraws));
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said; what is not here is in <see cref="NetworkTrainingOptions"/>.</summary>
    internal static class Defaults
    {
        internal const string ContextColumnName = "Context";
        internal const int NumberOfEpochs = 100;
        internal const float InverseTemperature = float.PositiveInfinity;
        internal const double AnnealingFraction = 0.5;
        internal const float Margin = 1;
        internal const int NumberOfPredictions = 32;
        internal const int InferenceStarts = 6;
        internal const int InferenceIterations = 300;
        internal const double InferenceTolerance = 1e-6;
        internal const int NumberOfDraws = 4096;

        internal static IReadOnlyList<int> HiddenUnits => [64, 64];
    }
}
