using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class PrincipalSubspaceEstimator
{
    /// <summary>Options of <see cref="PrincipalSubspaceEstimator"/>. Nothing in it is random: <see cref="TrainingOptions.Seed"/> changes nothing.</summary>
    /// <remarks>
    /// The rows are held in memory, centred, whatever their size: there is no memory limit. The fit is exact, so that there is
    /// nothing to start from, to repeat, or to stop early.
    /// </remarks>
    public sealed class Options : TrainingOptions
    {
        /// <summary>r, the dimension of the subspace: at least 1, and at most the number of features. Default 2.</summary>
        public int NumberOfComponents { get; set; } = Defaults.NumberOfComponents;

        /// <summary>
        /// Whether the energy is that of probabilistic principal component analysis, −ln N(y; μ, WΛWᵀ + σ²I) in nats, and not the
        /// squared distance to the subspace. Then a row is also odd that lies in the subspace and far from the mean. Default false.
        /// </summary>
        public bool Probabilistic { get; set; } = Defaults.Probabilistic;

        /// <summary>A column of example weights (Single, finite, not negative), or null (the default): 0 is as if a row were absent, 2 as if it came twice.</summary>
        public string? ExampleWeightColumnName { get; set; }

        /// <summary>Output column (Single): F(y), the squared distance to the subspace or the negative log-likelihood. Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, the square of its residual; they sum to the energy. If <see cref="Probabilistic"/>, the energy less the least with that feature free. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector of r values): z*, the coordinates in the subspace, or their posterior mean. Default "Latent"; null drops it.</summary>
        public string? LatentColumnName { get; set; } = "Latent";

        /// <summary>Output column (vector): the point of the subspace next to the row, or that of the posterior mean. Default "Reconstruction"; null drops it.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
        ];

        internal override void Validate()
        {
            base.Validate();
            Check.Positive(NumberOfComponents, nameof(NumberOfComponents));
            if (ExampleWeightColumnName is not null)
                Check.OtherColumn(ExampleWeightColumnName, nameof(ExampleWeightColumnName), FeatureColumnName, nameof(FeatureColumnName));
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said.</summary>
    internal static class Defaults
    {
        internal const int NumberOfComponents = 2;
        internal const bool Probabilistic = false;
    }
}
