using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class DenoisingAutoencoderEstimator
{
    /// <summary>Options of <see cref="DenoisingAutoencoderEstimator"/>.</summary>
    public sealed class Options : NetworkTrainingOptions
    {
        /// <summary>
        /// Units of each encoder layer, 1 to 256 layers of at least 1 unit; the last is the code, and the decoder
        /// mirrors them. Default 128, 32.
        /// </summary>
        public IReadOnlyList<int> HiddenUnits { get; set; } = Defaults.HiddenUnits;

        /// <summary>The activation of all layers but the last. Default ReLU.</summary>
        public Activation Activation { get; set; } = Activation.ReLU;

        /// <summary>The activation of the last layer, which bounds what can be reconstructed. Default identity.</summary>
        public Activation OutputActivation { get; set; } = Activation.Identity;

        /// <summary>How weights are drawn before training. Default by the activation.</summary>
        public WeightInitialization Initialization { get; set; } = WeightInitialization.Automatic;

        /// <summary>What a row and its reconstruction are compared by. Cross-entropy wants features in [0, 1] and a sigmoid output.</summary>
        public ReconstructionLoss Loss { get; set; } = ReconstructionLoss.SquaredError;

        /// <summary>What is done to a training row before it is to be restored. Default <see cref="Corruption.Gaussian"/>(0.1).</summary>
        public Corruption Corruption { get; set; } = Corruption.Gaussian(Defaults.Noise);

        /// <summary>What the error of a corrupted feature counts in training, finite and at least 0; that of the others counts 1. Default 1.</summary>
        public float CorruptedReconstructionWeight { get; set; } = Defaults.CorruptedReconstructionWeight;

        /// <summary>Whether the decoder's weights are the encoder's, transposed. Default false.</summary>
        public bool TiedWeights { get; set; }

        /// <summary>λ of the penalty λ‖h‖₁ on the code h, finite and at least 0. Default 0.</summary>
        public float CodeSparsity { get; set; }

        /// <summary>λ of the penalty λ‖∂h/∂y‖²_F, finite and at least 0. Default 0.</summary>
        public float ContractivePenalty { get; set; }

        /// <summary>How often Reconstruction applies the map, in [1, 10,000]: more steps go further towards the manifold. Default 1.</summary>
        public int ReconstructionSteps { get; set; } = Defaults.ReconstructionSteps;

        /// <summary>A model to train on from, which brings its own layers; null (the default) for new weights.</summary>
        public DenoisingAutoencoderTransformer? WarmStart { get; set; }

        /// <summary>Output column (Single): E(y) of the uncorrupted row. Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector): Enc(y). Default "Code"; null drops it.</summary>
        public string? CodeColumnName { get; set; } = "Code";

        /// <summary>Output column (vector): Dec(Enc(y)), applied ReconstructionSteps times. Default "Reconstruction"; null drops it.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (CodeColumnName, nameof(CodeColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
        ];

        internal override EstimatorOptions Copy()
        {
            var copy = (Options)base.Copy();
            copy.HiddenUnits = HiddenUnits is null ? null! : [.. HiddenUnits];
            return copy;
        }

        internal override void Validate()
        {
            base.Validate();
            CheckLayers(HiddenUnits, 1, nameof(HiddenUnits));
            Check.Defined(Activation, nameof(Activation));
            Check.Defined(OutputActivation, nameof(OutputActivation));
            Check.Defined(Initialization, nameof(Initialization));
            CheckLoss(Loss, WarmStart?.Energy.OutputActivation ?? OutputActivation);
            ArgumentNullException.ThrowIfNull(Corruption);
            Check.NonNegativeFinite(CorruptedReconstructionWeight, nameof(CorruptedReconstructionWeight));
            Check.NonNegativeFinite(CodeSparsity, nameof(CodeSparsity));
            Check.NonNegativeFinite(ContractivePenalty, nameof(ContractivePenalty));
            Check.Count(ReconstructionSteps, SearchLimits.ReconstructionSteps, nameof(ReconstructionSteps));
        }

        /// <exception cref="ArgumentOutOfRangeException">The loss cannot compare what such an output makes.</exception>
        internal static void CheckLoss(ReconstructionLoss loss, Activation output)
        {
            Check.Defined(loss, nameof(Loss));
            Check.That(
                loss != ReconstructionLoss.BinaryCrossEntropy || output == Activation.Sigmoid, output, nameof(OutputActivation),
                "The binary cross-entropy needs a sigmoid output.");
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said; what is not here is in <see cref="NetworkTrainingOptions"/>.</summary>
    internal static class Defaults
    {
        internal const int NumberOfEpochs = NetworkTrainingOptions.DefaultNumberOfEpochs;
        internal const float Noise = 0.1f;
        internal const float CorruptedReconstructionWeight = 1;
        internal const int ReconstructionSteps = 1;

        internal static IReadOnlyList<int> HiddenUnits => [128, 32];
    }
}
