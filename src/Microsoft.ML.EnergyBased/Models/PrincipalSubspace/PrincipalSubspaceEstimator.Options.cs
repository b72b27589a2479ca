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

        /// <summary>A column of example weights (Single, finite, not negative), or null (the default): 0 is as if a row were absent, 2 as if it came twice.</summary>
        public string? ExampleWeightColumnName { get; set; }

        /// <summary>Output column (Single): F(y), the squared distance to the subspace. Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, the square of its residual; they sum to the energy. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector of r values): z*, the coordinates in the subspace. Default "Latent"; null drops it.</summary>
        public string? LatentColumnName { get; set; } = "Latent";

        /// <summary>Output column (vector): the point of the subspace next to the row. Default "Reconstruction"; null drops it.</summary>
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
    }
}
