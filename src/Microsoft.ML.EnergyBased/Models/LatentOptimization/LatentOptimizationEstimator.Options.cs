using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;

namespace Microsoft.ML.EnergyBased;

public sealed partial class LatentOptimizationEstimator
{
    /// <summary>Options of <see cref="LatentOptimizationEstimator"/>.</summary>
    public sealed class Options : NetworkTrainingOptions
    {
        /// <summary>Options with their defaults: 100 epochs, since each row's latent moves once in an epoch.</summary>
        public Options()
        {
            NumberOfEpochs = 100;
        }

        /// <summary>k, the number of values in a latent, at least 1. Default 16.</summary>
        public int LatentSize { get; set; } = 16;

        /// <summary>Units of each hidden layer of the decoder, from latent to row; each at least 1, in at most 256 layers, and none makes it linear. Default 128.</summary>
        public IReadOnlyList<int> HiddenUnits { get; set; } = [128];

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
        public float LatentPenalty { get; set; } = 0.1f;

        /// <summary>
        /// η of the latents' own steps, which are Adam's and follow <see cref="NetworkTrainingOptions.LearningRateSchedule"/> epoch
        /// by epoch; positive and finite. Default 0.01.
        /// </summary>
        public float LatentLearningRate { get; set; } = 0.01f;

        /// <summary>Descents of each search for a latent, in [1, 4096]: the best of 256 points (or of as many as there are descents) start. Default 4.</summary>
        public int NumberOfStarts { get; set; } = 4;

        /// <summary>The most steps of a descent, in [1, 100,000], and with the starts at most 2,097,152. Default 200.</summary>
        public int InferenceIterations { get; set; } = 200;

        /// <summary>
        /// τ: a descent ends when what a step along the gradient promises is at most τ(E + τ‖y‖²); finite and at least 0.
        /// Default 0.0001.
        /// </summary>
        public float InferenceTolerance { get; set; } = 1e-4f;

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

        /// <summary>The name of each output, null where it is dropped, with the option that says it.</summary>
        internal (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
            (InferenceColumnName, nameof(InferenceColumnName)),
        ];

        internal Options CopyAndValidate()
        {
            var copy = (Options)MemberwiseClone();
            ArgumentNullException.ThrowIfNull(HiddenUnits);
            copy.HiddenUnits = [.. HiddenUnits];
            copy.ValidateTraining(copy.ToSettings());
            Check.OutputNames(OutputNames);
            return copy;
        }

        internal LatentOptimizationSettings ToSettings() => Complete(new LatentOptimizationSettings
        {
            LatentSize = LatentSize,
            HiddenUnits = HiddenUnits,
            Activation = Activation,
            OutputActivation = OutputActivation,
            Initialization = Initialization,
            Constraint = Constraint,
            LatentPenalty = LatentPenalty,
            LatentLearningRate = LatentLearningRate,
            NumberOfStarts = NumberOfStarts,
            InferenceIterations = InferenceIterations,
            InferenceTolerance = InferenceTolerance,
        });
    }
}
