using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class NearestNeighborEnergyEstimator
{
    /// <summary>Options of <see cref="NearestNeighborEnergyEstimator"/>.</summary>
    /// <remarks>
    /// The rows are the model, and are held in memory: there is no memory limit, and nothing to start from. Rows have no weights,
    /// since neighbours are counted; <see cref="MaximumRows"/> keeps the model small.
    /// </remarks>
    public sealed class Options : TrainingOptions
    {
        /// <summary>k, the number of neighbours that the energy of a row is of: at least 1, and at most the number of rows. Default 10.</summary>
        public int NumberOfNeighbors { get; set; } = Defaults.NumberOfNeighbors;

        /// <summary>What the energy is, given the distances to the neighbours. Default the free energy.</summary>
        public NeighborAggregation Aggregation { get; set; } = NeighborAggregation.FreeEnergy;

        /// <summary>
        /// β of the free energy, in inverse squared units of the features: positive and finite, or null (the default) for four
        /// over the mean squared distance of a training row to its fifth neighbour, so that it follows the features' units.
        /// </summary>
        public float? InverseTemperature { get; set; }

        /// <summary>The most rows that are kept, at least <see cref="NumberOfNeighbors"/>, or null (the default) for all.</summary>
        public int? MaximumRows { get; set; }

        /// <summary>What stands for the rows where they are more than <see cref="MaximumRows"/>. Default prototypes by K-means.</summary>
        public NeighborRowReduction RowReduction { get; set; } = NeighborRowReduction.KMeans;

        /// <summary>
        /// What is done with incomplete rows. Default Learn: distances are over the values that both rows have, times d over their number.
        /// </summary>
        public MissingValues MissingValues { get; set; } = MissingValues.Learn;

        /// <summary>Output column (Single): F(y). Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy; they sum to it. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector of k values): the weights of the neighbours, the nearest first; they sum to 1. Default "Latent"; null drops it.</summary>
        public string? LatentColumnName { get; set; } = "Latent";

        /// <summary>Output column (vector): the mean of the neighbours under these weights. Default "Reconstruction"; null drops it.</summary>
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
            Check.Positive(NumberOfNeighbors, nameof(NumberOfNeighbors));
            Check.Defined(Aggregation, nameof(Aggregation));
            Check.Defined(RowReduction, nameof(RowReduction));
            Check.Defined(MissingValues, nameof(MissingValues));
            if (MaximumRows is { } most)
                Check.AtLeast(NumberOfNeighbors, most, nameof(MaximumRows));
            if (InverseTemperature is not { } beta)
                return;
            Check.PositiveFinite(beta, nameof(InverseTemperature));
            Check.That(Aggregation == NeighborAggregation.FreeEnergy, beta, nameof(InverseTemperature), $"Taken with {nameof(Aggregation)} = {nameof(NeighborAggregation.FreeEnergy)} only.");
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said.</summary>
    internal static class Defaults
    {
        internal const int NumberOfNeighbors = 10;
    }
}
