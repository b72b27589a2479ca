using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Latent;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class LatentOptimizationEstimator
{
    /// <summary>Options of <see cref="LatentOptimizationEstimator"/>.</summary>
    /// <remarks>There is no warm start: a model does not keep the latents of the rows that it was trained on, without which its decoder is half of what was learnt.</remarks>
    public sealed class Options : NetworkTrainingOptions
    {
        /// <summary>Options with their defaults: 100 epochs, since each row's latent moves once in an epoch.</summary>
        public Options()
        {
            NumberOfEpochs = Defaults.NumberOfEpochs;
        }

        /// <summary>k, the number of values in a latent, at least 1. Default 16.</summary>
        public int LatentSize { get; set; } = Defaults.LatentSize;

        /// <summary>Units of each hidden layer of the decoder, from latent to row; each at least 1, in at most 256 layers, and none makes it linear. Default 128.</summary>
        public IReadOnlyList<int> HiddenUnits { get; set; } = Defaults.HiddenUnits;

        /// <summary>The activation of the hidden layers. Default ReLU.</summary>
        public Activation Activation { get; set; } = Activation.ReLU;

        /// <summary>The activation of the last layer, which bounds what can be made. Default identity.</summary>
        public Activation OutputActivation { get; set; } = Activation.Identity;

        /// <summary>How weights are drawn before training. Default by the activation.</summary>
        public WeightInitialization Initialization { get; set; } = WeightInitialization.Automatic;

        /// <summary>Where latents may lie: in the unit ball (the default), on the unit sphere, or anywhere, with a Gaussian prior.</summary>
        public LatentConstraint Constraint { get; set; } = LatentConstraint.Ball;

        /// <summary>
        /// α of the penalty ½α‖z‖² that <see cref="LatentConstraint.Free"/> adds to the energy, positive and finite; without use to
        /// the other constraints. Default 0.1. A decoder whose weights grow makes do with ever shorter latents:
        /// <see cref="NetworkTrainingOptions.WeightDecay"/> holds it.
        /// </summary>
        public float LatentPenalty { get; set; } = Defaults.LatentPenalty;

        /// <summary>
        /// η of the latents' own steps, which are Adam's and follow <see cref="NetworkTrainingOptions.LearningRateSchedule"/> epoch
        /// by epoch; positive and finite. Default 0.01.
        /// </summary>
        public float LatentLearningRate { get; set; } = Defaults.LatentLearningRate;

        /// <summary>Descents of each search for a latent, in [1, 4096]: the best of 256 points (or of as many as there are descents) start. Default 4.</summary>
        public int InferenceStarts { get; set; } = Defaults.InferenceStarts;

        /// <summary>The most steps of a descent, in [1, 100,000], and with the starts at most 2,097,152. Default 200.</summary>
        public int InferenceIterations { get; set; } = Defaults.InferenceIterations;

        /// <summary>
        /// τ: a descent ends when what a step along the gradient promises is at most τ(E + τ‖y‖²); finite and at least 0.
        /// Default 0.0001.
        /// </summary>
        public double InferenceTolerance { get; set; } = Defaults.InferenceTolerance;

        /// <summary>Output column (Single): F(y) = min_z E(y, z). Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, (y − Dec(z*))² of it; with the penalty of z* they sum to the energy. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector of k values): z*. Default "Latent"; null drops it.</summary>
        public string? LatentColumnName { get; set; } = "Latent";

        /// <summary>Output column (vector): Dec(z*). Default "Reconstruction"; null drops it.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        /// <summary>Output column (vector: Iterations, Gap, Converged of the row's search). Default null: none.</summary>
        public string? InferenceColumnName { get; set; }

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
            (InferenceColumnName, nameof(InferenceColumnName)),
        ];

        internal DecoderSearchSettings Search => new() { Descents = InferenceStarts, Iterations = InferenceIterations, Tolerance = (float)InferenceTolerance };

        /// <summary>Throws where the starts of a row of this length are too many values.</summary>
        /// <exception cref="ArgumentOutOfRangeException">They are.</exception>
        internal void CheckRow(int dimension) => SearchLimits.CheckValues(InferenceStarts, nameof(InferenceStarts), HiddenUnits.Append(dimension).Max());

        internal override EstimatorOptions Copy()
        {
            var copy = (Options)base.Copy();
            copy.HiddenUnits = HiddenUnits is null ? null! : [.. HiddenUnits];
            return copy;
        }

        internal override void Validate()
        {
            base.Validate();
            Check.Positive(LatentSize, nameof(LatentSize));
            CheckLayers(HiddenUnits, 0, nameof(HiddenUnits));
            Check.Defined(Activation, nameof(Activation));
            Check.Defined(OutputActivation, nameof(OutputActivation));
            Check.Defined(Initialization, nameof(Initialization));
            Check.Defined(Constraint, nameof(Constraint));
            Check.PositiveFinite(LatentPenalty, nameof(LatentPenalty));
            Check.PositiveFinite(LatentLearningRate, nameof(LatentLearningRate));
            SearchLimits.Check(InferenceStarts, nameof(InferenceStarts), InferenceIterations, nameof(InferenceIterations));
            Check.NonNegativeFinite((float)InferenceTolerance, nameof(InferenceTolerance));
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said; what is not here is in <see cref="NetworkTrainingOptions"/>.</summary>
    internal static class Defaults
    {
        internal const int NumberOfEpochs = 100;
        internal const int LatentSize = 16;
        internal const float LatentPenalty = 0.1f;
        internal const float LatentLearningRate = 0.01f;
        internal const int InferenceStarts = 4;
        internal const int InferenceIterations = 200;
        internal const double InferenceTolerance = 1e-4;

        internal static IReadOnlyList<int> HiddenUnits => [128];
    }
}
