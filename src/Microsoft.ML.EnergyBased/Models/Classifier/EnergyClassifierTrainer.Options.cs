using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class EnergyClassifierTrainer
{
    /// <summary>Options of <see cref="EnergyClassifierTrainer"/>.</summary>
    public sealed class Options : NetworkTrainingOptions
    {
        /// <summary>The label: a key, as MapValueToKey gives it. Not needed at Transform. Default "Label".</summary>
        public string LabelColumnName { get; set; } = Defaults.LabelColumnName;

        /// <summary>Units of each hidden layer, each at least 1, in at most 256 layers; none (the default) for an energy linear in the features.</summary>
        public IReadOnlyList<int> HiddenUnits { get; set; } = [];

        /// <summary>The activation of the hidden layers. Default ReLU.</summary>
        public Activation Activation { get; set; } = Activation.ReLU;

        /// <summary>How weights are drawn before training. Default by the activation; a linear energy starts from 0.</summary>
        public WeightInitialization Initialization { get; set; } = WeightInitialization.Automatic;

        /// <summary>A model to train on from, which brings its own layers; null (the default) for new weights.</summary>
        public EnergyClassifierTransformer? WarmStart { get; set; }

        /// <summary>Output column (vector): P(y|x) for each class. Default "Score"; null drops it.</summary>
        public string? ScoreColumnName { get; set; } = "Score";

        /// <summary>Output column (key with the label's values): the class of highest probability. Default "PredictedLabel"; null drops it.</summary>
        public string? PredictedLabelColumnName { get; set; } = "PredictedLabel";

        /// <summary>Output column (Single): −log Σ_y e^{−F(x,y)}. Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, the energy less the least with that feature free in [−3, 3]; it takes some 75 energies a feature where it is read. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (ScoreColumnName, nameof(ScoreColumnName)),
            (PredictedLabelColumnName, nameof(PredictedLabelColumnName)),
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
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
            Check.OtherColumn(LabelColumnName, nameof(LabelColumnName), FeatureColumnName, nameof(FeatureColumnName));
            CheckLayers(HiddenUnits, 0, nameof(HiddenUnits));
            Check.Defined(Activation, nameof(Activation));
            Check.Defined(Initialization, nameof(Initialization));
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said; what is not here is in <see cref="NetworkTrainingOptions"/>.</summary>
    internal static class Defaults
    {
        internal const string LabelColumnName = "Label";
        internal const int NumberOfEpochs = NetworkTrainingOptions.DefaultNumberOfEpochs;
    }
}
