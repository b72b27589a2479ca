using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class MixtureEnergyEstimator
{
    /// <summary>Options of <see cref="MixtureEnergyEstimator"/>.</summary>
    /// <remarks>
    /// The rows are held in memory, with K responsibilities for each, whatever their size: there is no memory limit. There is no
    /// warm start either: a fit begins at clusters of its own rows, which are found anew for each restart.
    /// </remarks>
    public sealed class Options : TrainingOptions
    {
        /// <summary>K, the number of Gaussians: at least 1, and at most the number of training rows. Default 5.</summary>
        public int NumberOfComponents { get; set; } = Defaults.NumberOfComponents;

        /// <summary>What the covariances are. Default full.</summary>
        public MixtureCovariance Covariance { get; set; } = Defaults.Covariance;

        /// <summary>
        /// The least variance of a component in any direction, as a share of the features' variances over the training rows
        /// (of their mean variance, where components are spherical): finite, above 0, default 1e-6. It keeps a component from
        /// collapsing onto few rows, or onto a flat; with fewer rows than a covariance has numbers, a higher one gives a better
        /// model. A feature that does not vary gets this share of the greatest variance.
        /// </summary>
        public double VarianceFloor { get; set; } = Defaults.VarianceFloor;

        /// <summary>
        /// β in (0, ∞]: the outputs follow F_β(y) = −(1/β) ln Σ_z e^{−βE(y,z)}. Default 1, the negative
        /// log-likelihood; at ∞ it is the minimum over z. Training does not depend on it.
        /// </summary>
        public float InverseTemperature { get; set; } = Defaults.InverseTemperature;

        /// <summary>A column of example weights (Single, finite, not negative), or null (the default): 0 is as if a row were absent, 2 as if it came twice.</summary>
        public string? ExampleWeightColumnName { get; set; }

        /// <summary>
        /// What is done with incomplete rows. Default Skip. With Learn the likelihood of what is observed is maximised, which is right
        /// where values are missing at random, and the energy is that of what is observed; with few rows for their covariances, components
        /// then fit them closely, so that a higher <see cref="VarianceFloor"/> or a simpler <see cref="Covariance"/> serves better.
        /// </summary>
        public MissingValues MissingValues { get; set; } = MissingValues.Skip;

        /// <summary>Fits from different starts, of which the likeliest is kept: at least 1, default 3.</summary>
        public int NumberOfRestarts { get; set; } = Defaults.NumberOfRestarts;

        /// <summary>Iterations after which a fit ends at the latest: at least 1, default 200.</summary>
        public int MaximumIterations { get; set; } = Defaults.MaximumIterations;

        /// <summary>
        /// A fit ends when an iteration raises the mean log-likelihood of a row by no more than this, in nats: finite, not
        /// negative, default 1e-5.
        /// </summary>
        public double Tolerance { get; set; } = Defaults.Tolerance;

        /// <summary>Output column (Single): F_β(y), in nats. Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, shares that sum to the energy; of full covariances the energy less the least with that feature free. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector of K values): P(z|y) of each component, one-hot at β = ∞. Default "Latent"; null drops it.</summary>
        public string? LatentColumnName { get; set; } = "Latent";

        /// <summary>Output column (vector): the mean of the components under P(z|y). Default "Reconstruction"; null drops it.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        /// <summary>Output column (vector of K values): E(y, z) of each component, in nats. Default "Score"; null drops it.</summary>
        public string? ScoreColumnName { get; set; } = "Score";

        /// <summary>Output column (key of K values): the component of least E(y, z), counted from 1; missing for a bad row. Default "PredictedLabel"; null drops it.</summary>
        public string? PredictedLabelColumnName { get; set; } = "PredictedLabel";

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
            (ScoreColumnName, nameof(ScoreColumnName)),
            (PredictedLabelColumnName, nameof(PredictedLabelColumnName)),
        ];

        // One component has one start.
        internal int Restarts => NumberOfComponents == 1 ? 1 : NumberOfRestarts;

        internal override void Validate()
        {
            base.Validate();
            Check.Positive(NumberOfComponents, nameof(NumberOfComponents));
            Check.Defined(MissingValues, nameof(MissingValues));
            Check.Defined(Covariance, nameof(Covariance));
            Check.PositiveFinite(VarianceFloor, nameof(VarianceFloor));
            Check.InverseTemperature(InverseTemperature, nameof(InverseTemperature));
            if (ExampleWeightColumnName is not null)
                Check.OtherColumn(ExampleWeightColumnName, nameof(ExampleWeightColumnName), FeatureColumnName, nameof(FeatureColumnName));
            Check.Positive(NumberOfRestarts, nameof(NumberOfRestarts));
            Check.Positive(MaximumIterations, nameof(MaximumIterations));
            Check.NonNegativeFinite(Tolerance, nameof(Tolerance));
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said.</summary>
    internal static class Defaults
    {
        internal const int NumberOfComponents = 5;
        internal const MixtureCovariance Covariance = MixtureCovariance.Full;
        internal const double VarianceFloor = 1e-6;
        internal const float InverseTemperature = 1;
        internal const int NumberOfRestarts = 3;
        internal const int MaximumIterations = 200;
        internal const double Tolerance = 1e-5;
    }
}
