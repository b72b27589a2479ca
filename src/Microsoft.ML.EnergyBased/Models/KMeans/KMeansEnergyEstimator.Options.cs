using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased;

public sealed partial class KMeansEnergyEstimator
{
    /// <summary>Options of <see cref="KMeansEnergyEstimator"/>.</summary>
    public sealed class Options : TrainingOptions
    {
        /// <summary>K, the number of prototypes: at least 1, and at most the number of training rows. Default 5.</summary>
        public int NumberOfPrototypes { get; set; } = 5;

        /// <summary>
        /// β in (0, ∞]: the outputs follow F_β(y) = −(1/β) log Σ_z e^{−βE(y,z)}, in inverse units of the energy. The
        /// default, ∞, is the minimum over z. Training does not depend on it.
        /// </summary>
        public float InverseTemperature { get; set; } = float.PositiveInfinity;

        /// <summary>A column of example weights (Single, finite, not negative), or null (the default): 0 is as if a row were absent, 2 as if it came twice.</summary>
        public string? ExampleWeightColumnName { get; set; }

        /// <summary>How the prototypes are fitted. Default coordinate descent.</summary>
        public KMeansTrainingMode Training { get; set; } = KMeansTrainingMode.CoordinateDescent;

        /// <summary>
        /// With <see cref="KMeansTrainingMode.Gradient"/>: the share, in (0, 1], of the way to its row that the winning
        /// prototype goes in the first epoch; in epoch t (from 0) this share is divided by 1 + t. Default 0.1.
        /// </summary>
        public float LearningRate { get; set; } = 0.1f;

        /// <summary>How each run chooses its first prototypes. Default greedy k-means++.</summary>
        public KMeansInitialization Initialization { get; set; } = KMeansInitialization.KMeansPlusPlus;

        /// <summary>
        /// The K prototypes to start from, each as long as the features, all finite; needed with
        /// <see cref="KMeansInitialization.Given"/> and refused otherwise.
        /// </summary>
        public float[][]? InitialPrototypes { get; set; }

        /// <summary>
        /// A model whose prototypes are the start, in place of <see cref="Initialization"/>; it must have
        /// <see cref="NumberOfPrototypes"/> of them. Null (the default) for a start from the data.
        /// </summary>
        public KMeansEnergyTransformer? WarmStart { get; set; }

        /// <summary>
        /// Runs from different starts, of which the one with the lowest energy is kept: at least 1, default 10. A given
        /// start is run once.
        /// </summary>
        public int NumberOfRestarts { get; set; } = 10;

        /// <summary>Iterations after which a run ends at the latest: at least 1, default 300.</summary>
        public int MaximumIterations { get; set; } = 300;

        /// <summary>
        /// A run ends when an iteration lowers the summed energy by less than this share of it: finite, not negative,
        /// default 1e-6. With 0 it ends when no row changes its prototype.
        /// </summary>
        public double Tolerance { get; set; } = 1e-6;

        /// <summary>Output column (Single): F_β(y), the minimum over z of E(y, z) at β = ∞. Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector): E(y, z) for each prototype. Default "Score"; null drops it.</summary>
        public string? ScoreColumnName { get; set; } = "Score";

        /// <summary>Output column (key from 1): z*, the prototype of lowest energy. Default "PredictedLabel"; null drops it.</summary>
        public string? PredictedLabelColumnName { get; set; } = "PredictedLabel";

        /// <summary>Output column (vector): W z*, the prototype itself; at finite β the mean over P(z|y). Default "Reconstruction"; null drops it.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        /// <summary>
        /// Output column (vector): P(z|y) = e^{−βE(y,z)} / Σ e^{−βE(y,z')} for each prototype, one-hot at β = ∞. Default
        /// "Latent"; null drops it.
        /// </summary>
        public string? LatentColumnName { get; set; } = "Latent";

        /// <summary>The name of each output, null where it is dropped, with the option that says it.</summary>
        internal (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (ScoreColumnName, nameof(ScoreColumnName)),
            (PredictedLabelColumnName, nameof(PredictedLabelColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
        ];

        internal Options CopyAndValidate()
        {
            var copy = (Options)MemberwiseClone();
            copy.InitialPrototypes = InitialPrototypes?.Select(p => (float[])p?.Clone()!).ToArray();
            copy.Validate();
            return copy;
        }

        private void Validate()
        {
            ValidateShared();
            Check.Positive(NumberOfPrototypes, nameof(NumberOfPrototypes));
            if (!(InverseTemperature > 0))
                throw new ArgumentOutOfRangeException(nameof(InverseTemperature), InverseTemperature, "Must be positive, or infinite");
            if (ExampleWeightColumnName is not null)
                Check.OtherColumn(ExampleWeightColumnName, nameof(ExampleWeightColumnName), FeatureColumnName, nameof(FeatureColumnName));
            Check.Defined(Training, nameof(Training));
            Check.Share(LearningRate, 0, 1, nameof(LearningRate));
            Check.Defined(Initialization, nameof(Initialization));
            Check.Positive(NumberOfRestarts, nameof(NumberOfRestarts));
            Check.Positive(MaximumIterations, nameof(MaximumIterations));
            Check.NonNegativeFinite(Tolerance, nameof(Tolerance));
            Check.OutputNames(OutputNames);
            ValidateStart();
        }

        private void ValidateStart()
        {
            if (WarmStart is not null)
            {
                if (InitialPrototypes is not null)
                    throw new ArgumentOutOfRangeException(nameof(WarmStart), $"Must not be set together with {nameof(InitialPrototypes)}");
                if (WarmStart.Energy.NumberOfPrototypes != NumberOfPrototypes)
                    throw new ArgumentOutOfRangeException(nameof(WarmStart), $"Must hold {nameof(NumberOfPrototypes)} = {NumberOfPrototypes} prototypes, got {WarmStart.Energy.NumberOfPrototypes}");
                return;
            }

            if (Initialization == KMeansInitialization.Given && InitialPrototypes is null)
                throw new ArgumentNullException(nameof(InitialPrototypes), $"Needed with {nameof(Initialization)} = {nameof(KMeansInitialization.Given)}");
            if (InitialPrototypes is null)
                return;
            if (Initialization != KMeansInitialization.Given)
                throw new ArgumentOutOfRangeException(nameof(InitialPrototypes), $"Taken with {nameof(Initialization)} = {nameof(KMeansInitialization.Given)} only, got {Initialization}");
            if (InitialPrototypes.Length != NumberOfPrototypes)
                throw new ArgumentOutOfRangeException(nameof(InitialPrototypes), $"Must hold {nameof(NumberOfPrototypes)} = {NumberOfPrototypes} prototypes, got {InitialPrototypes.Length}");
            foreach (var prototype in InitialPrototypes)
            {
                ArgumentNullException.ThrowIfNull(prototype, nameof(InitialPrototypes));
                if (prototype.Length == 0 || prototype.Length != InitialPrototypes[0].Length)
                    throw new ArgumentOutOfRangeException(nameof(InitialPrototypes), "Must be vectors of one and the same size");
                foreach (var value in prototype)
                    Check.Finite(value, nameof(InitialPrototypes));
            }
        }
    }
}
