using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class SparseCodingEstimator
{
    /// <summary>Options of <see cref="SparseCodingEstimator"/>.</summary>
    /// <remarks>
    /// There are no example weights: rows come in batches, and one that is to count twice is given twice. Learning ends after
    /// <see cref="NumberOfEpochs"/>: it averages over all batches, so that there is no best epoch to keep.
    /// </remarks>
    public sealed class Options : TrainingOptions
    {
        /// <summary>
        /// K, the number of atoms, at least 1; more than features make the code over-complete. Coordinate descent takes at most 1024, or
        /// 64 a feature where that is more. Default 100.
        /// </summary>
        public int NumberOfAtoms { get; set; } = Defaults.NumberOfAtoms;

        /// <summary>
        /// λ, positive and finite: the higher, the fewer atoms a row takes. An atom of length 1 takes part where it explains
        /// more than λ, so it is in units of the features. Default 0.1.
        /// </summary>
        public float Sparsity { get; set; } = Defaults.Sparsity;

        /// <summary>Whether codes are held at or above 0, so that rows are sums of parts. Default false.</summary>
        public bool NonNegative { get; set; }

        /// <summary>How codes are searched for, at Fit and at Transform. Default coordinate descent.</summary>
        public SparseInferenceAlgorithm InferenceAlgorithm { get; set; } = SparseInferenceAlgorithm.CoordinateDescent;

        /// <summary>
        /// A search ends where the duality gap says that the energy is within this share of ½‖y‖² of its minimum: finite, not
        /// negative, default 1e-5. Below 1e-6 rounding may be in the way.
        /// </summary>
        public double InferenceTolerance { get; set; } = Defaults.InferenceTolerance;

        /// <summary>Passes over the atoms after which a search ends at the latest (steps of FISTA, or as many single coordinates as there are atoms): in [1, 100,000], default 1000.</summary>
        public int InferenceIterations { get; set; } = Defaults.InferenceIterations;

        /// <summary>Passes over the training rows. Default 20; 0 takes the dictionary as it starts, for instance a given basis.</summary>
        public int NumberOfEpochs { get; set; } = Defaults.NumberOfEpochs;

        /// <summary>Rows whose codes are found before the dictionary moves, at least 1. Default 64.</summary>
        public int BatchSize { get; set; } = Defaults.BatchSize;

        /// <summary>
        /// ρ, finite and not negative: what batches before the t-th have taught is scaled by (1 − 1/t)^ρ, so that the codes of
        /// early dictionaries fade. 0 keeps all alike; higher adapts faster and averages less. Default 8.
        /// </summary>
        public float Forgetting { get; set; } = Defaults.Forgetting;

        /// <summary>Which atoms learning starts from. Default rows.</summary>
        public SparseDictionaryInitialization Initialization { get; set; } = SparseDictionaryInitialization.Rows;

        /// <summary>
        /// The K atoms to start from, each as long as the features, all finite; those longer than 1 are brought to length 1.
        /// Needed with <see cref="SparseDictionaryInitialization.Given"/> and refused otherwise.
        /// </summary>
        public float[][]? InitialDictionary { get; set; }

        /// <summary>
        /// A model of sparse coding whose atoms are the start, in place of <see cref="Initialization"/>; it must have
        /// <see cref="NumberOfAtoms"/> of them. Null (the default) for a start from the data.
        /// </summary>
        public LatentInferenceTransformer? WarmStart { get; set; }

        /// <summary>
        /// The most bytes of training rows held in memory, at least 1, default 4 GiB. A view with more is read anew in each
        /// epoch instead, through a buffer of a few thousand rows that shuffles them.
        /// </summary>
        public long MemoryLimit { get; set; } = Defaults.MemoryLimit;

        /// <summary>Output column (Single): F_∞(y), the minimum over z. Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, ½(y − Wz*)² of it; with λ‖z*‖₁ they sum to the energy. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector of K values): the code z*. Default "Latent"; null drops it.</summary>
        public string? LatentColumnName { get; set; } = "Latent";

        /// <summary>Output column (vector): Wz*. Default "Reconstruction"; null drops it.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        /// <summary>Output column (Single): how many values of the code are not 0. Default "ActiveAtoms"; null drops it.</summary>
        public string? ActiveAtomsColumnName { get; set; } = "ActiveAtoms";

        /// <summary>Output column (vector): how the search went: Iterations, Gap (the duality gap), Converged (1 or 0). Default null, which drops it.</summary>
        public string? InferenceColumnName { get; set; }

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
            (ActiveAtomsColumnName, nameof(ActiveAtomsColumnName)),
            (InferenceColumnName, nameof(InferenceColumnName)),
        ];

        /// <summary>The energy to start from.</summary>
        internal SparseCodingEnergy? StartingModel => WarmStart?.Energy as SparseCodingEnergy;

        /// <summary>The K × dimension values to start from; null for a start from the data.</summary>
        internal float[]? Start => StartingModel?.Atoms.ToArray() ?? InitialDictionary?.SelectMany(a => a).ToArray();

        internal SparseInference Inference => new(Sparsity, NonNegative, InferenceAlgorithm, (float)InferenceTolerance, InferenceIterations);

        internal override long? StreamedAbove => MemoryLimit;

        internal override EstimatorOptions Copy()
        {
            var copy = (Options)base.Copy();
            copy.InitialDictionary = InitialDictionary?.Select(a => (float[])a?.Clone()!).ToArray();
            return copy;
        }

        internal override void Validate()
        {
            base.Validate();
            Check.Positive(NumberOfAtoms, nameof(NumberOfAtoms));
            Inference.Validate();
            Check.AtLeast(0, NumberOfEpochs, nameof(NumberOfEpochs));
            Check.Positive(BatchSize, nameof(BatchSize));
            Check.NonNegativeFinite(Forgetting, nameof(Forgetting));
            Check.Defined(Initialization, nameof(Initialization));
            Check.Positive(MemoryLimit, nameof(MemoryLimit));
            if (WarmStart is null)
            {
                Check.Start(
                    InitialDictionary, nameof(InitialDictionary), NumberOfAtoms, nameof(NumberOfAtoms),
                    Initialization == SparseDictionaryInitialization.Given, $"{nameof(Initialization)} = {nameof(SparseDictionaryInitialization.Given)}");
                return;
            }

            Check.That(InitialDictionary is null, WarmStart, nameof(WarmStart), $"Must not be set together with {nameof(InitialDictionary)}.");
            Check.That(StartingModel is not null, WarmStart, nameof(WarmStart), "Must be a model of sparse coding.");
            Check.That(
                StartingModel!.NumberOfAtoms == NumberOfAtoms, StartingModel.NumberOfAtoms, nameof(WarmStart),
                $"Must hold {nameof(NumberOfAtoms)} = {NumberOfAtoms} atoms.");
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said.</summary>
    internal static class Defaults
    {
        internal const int NumberOfAtoms = 100;
        internal const float Sparsity = 0.1f;
        internal const double InferenceTolerance = 1e-5;
        internal const int InferenceIterations = 1000;
        internal const int NumberOfEpochs = 20;
        internal const int BatchSize = 64;
        internal const float Forgetting = 8;
        internal const long MemoryLimit = NetworkTrainingOptions.DefaultMemoryLimit;
    }
}
