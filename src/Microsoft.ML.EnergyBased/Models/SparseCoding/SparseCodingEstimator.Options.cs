using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.SparseCoding;

namespace Microsoft.ML.EnergyBased;

public sealed partial class SparseCodingEstimator
{
    /// <summary>Options of <see cref="SparseCodingEstimator"/>.</summary>
    public sealed class Options : TrainingOptions
    {
        /// <summary>
        /// K, the number of atoms, at least 1; more than features make the code over-complete. Coordinate descent takes at most 1024, or
        /// 64 a feature where that is more. Default 100.
        /// </summary>
        public int NumberOfAtoms { get; set; } = 100;

        /// <summary>
        /// λ, positive and finite: the higher, the fewer atoms a row takes. An atom of length 1 takes part where it explains
        /// more than λ, so it is in units of the features. Default 0.1.
        /// </summary>
        public float Sparsity { get; set; } = 0.1f;

        /// <summary>Whether codes are held at or above 0, so that rows are sums of parts. Default false.</summary>
        public bool NonNegative { get; set; }

        /// <summary>How codes are searched for, at Fit and at Transform. Default coordinate descent.</summary>
        public SparseInferenceAlgorithm InferenceAlgorithm { get; set; } = SparseInferenceAlgorithm.CoordinateDescent;

        /// <summary>
        /// A search ends where the duality gap says that the energy is within this share of ½‖y‖² of its minimum: finite, not
        /// negative, default 1e-5. Below 1e-6 rounding may be in the way.
        /// </summary>
        public float Tolerance { get; set; } = SparseInference.DefaultTolerance;

        /// <summary>Passes over the atoms after which a search ends at the latest (steps of FISTA, or as many single coordinates as there are atoms): in [1, 100,000], default 1000.</summary>
        public int MaximumIterations { get; set; } = SparseInference.DefaultMaximumIterations;

        /// <summary>Passes over the training rows. Default 20; 0 takes the dictionary as it starts, for instance a given basis.</summary>
        public int NumberOfEpochs { get; set; } = 20;

        /// <summary>Rows whose codes are found before the dictionary moves, at least 1. Default 64.</summary>
        public int BatchSize { get; set; } = 64;

        /// <summary>
        /// ρ, finite and not negative: what batches before the t-th have taught is scaled by (1 − 1/t)^ρ, so that the codes of
        /// early dictionaries fade. 0 keeps all alike; higher adapts faster and averages less. Default 8.
        /// </summary>
        public float Forgetting { get; set; } = 8;

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
        public long MemoryLimit { get; set; } = 4L << 30;

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

        internal SparseCodingEnergy? Start => WarmStart?.Energy as SparseCodingEnergy;

        internal SparseInference Inference => new(Sparsity, NonNegative, InferenceAlgorithm, Tolerance, MaximumIterations);

        /// <summary>The name of each output, null where it is dropped, with the option that says it.</summary>
        internal (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
            (ActiveAtomsColumnName, nameof(ActiveAtomsColumnName)),
            (InferenceColumnName, nameof(InferenceColumnName)),
        ];

        internal Options CopyAndValidate()
        {
            var copy = (Options)MemberwiseClone();
            copy.InitialDictionary = InitialDictionary?.Select(a => (float[])a?.Clone()!).ToArray();
            copy.Validate();
            return copy;
        }

        private void Validate()
        {
            ValidateShared();
            Check.Positive(NumberOfAtoms, nameof(NumberOfAtoms));
            Check.Share(Sparsity, 0, float.MaxValue, nameof(Sparsity));
            Check.Defined(InferenceAlgorithm, nameof(InferenceAlgorithm));
            Check.NonNegativeFinite(Tolerance, nameof(Tolerance));
            SearchLimits.CheckIterations(MaximumIterations, nameof(MaximumIterations));
            if (NumberOfEpochs < 0)
                throw new ArgumentOutOfRangeException(nameof(NumberOfEpochs), NumberOfEpochs, "Must not be negative");
            Check.Positive(BatchSize, nameof(BatchSize));
            Check.NonNegativeFinite(Forgetting, nameof(Forgetting));
            Check.Defined(Initialization, nameof(Initialization));
            if (MemoryLimit < 1)
                throw new ArgumentOutOfRangeException(nameof(MemoryLimit), MemoryLimit, "Must be positive");
            Check.OutputNames(OutputNames);
            ValidateStart();
        }

        private void ValidateStart()
        {
            if (WarmStart is not null)
            {
                if (InitialDictionary is not null)
                    throw new ArgumentOutOfRangeException(nameof(WarmStart), $"Must not be set together with {nameof(InitialDictionary)}");
                if (Start is not { } start)
                    throw new ArgumentOutOfRangeException(nameof(WarmStart), $"Must be a model of sparse coding, got {WarmStart}");
                if (start.NumberOfAtoms != NumberOfAtoms)
                    throw new ArgumentOutOfRangeException(nameof(WarmStart), $"Must hold {nameof(NumberOfAtoms)} = {NumberOfAtoms} atoms, got {start.NumberOfAtoms}");
                return;
            }

            if (Initialization == SparseDictionaryInitialization.Given && InitialDictionary is null)
                throw new ArgumentNullException(nameof(InitialDictionary), $"Needed with {nameof(Initialization)} = {nameof(SparseDictionaryInitialization.Given)}");
            if (InitialDictionary is null)
                return;
            if (Initialization != SparseDictionaryInitialization.Given)
                throw new ArgumentOutOfRangeException(nameof(InitialDictionary), $"Taken with {nameof(Initialization)} = {nameof(SparseDictionaryInitialization.Given)} only, got {Initialization}");
            if (InitialDictionary.Length != NumberOfAtoms)
                throw new ArgumentOutOfRangeException(nameof(InitialDictionary), $"Must hold {nameof(NumberOfAtoms)} = {NumberOfAtoms} atoms, got {InitialDictionary.Length}");
            foreach (var atom in InitialDictionary)
            {
                ArgumentNullException.ThrowIfNull(atom, nameof(InitialDictionary));
                if (atom.Length == 0 || atom.Length != InitialDictionary[0].Length)
                    throw new ArgumentOutOfRangeException(nameof(InitialDictionary), "Must be vectors of one and the same size");
                foreach (var value in atom)
                    Check.Finite(value, nameof(InitialDictionary));
            }
        }
    }
}
