using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class KMeansEnergyEstimator
{
    /// <summary>Options of <see cref="KMeansEnergyEstimator"/>.</summary>
    /// <remarks>The rows are held in memory, with some numbers for each, whatever their size: there is no memory limit.</remarks>
    public sealed class Options : TrainingOptions
    {
        /// <summary>K, the number of prototypes: at least 1, and at most the number of training rows. Default 5.</summary>
        public int NumberOfPrototypes { get; set; } = Defaults.NumberOfPrototypes;

        /// <summary>
        /// β in (0, ∞]: the outputs follow F_β(y) = −(1/β) log Σ_z e^{−βE(y,z)}, in inverse units of the energy. The
        /// default, ∞, is the minimum over z. Training does not depend on it.
        /// </summary>
        public float InverseTemperature { get; set; } = Defaults.InverseTemperature;

        /// <summary>A column of example weights (Single, finite, not negative), or null (the default): 0 is as if a row were absent, 2 as if it came twice.</summary>
        public string? ExampleWeightColumnName { get; set; }

        /// <summary>How the prototypes are fitted. Default coordinate descent.</summary>
        public KMeansTrainingAlgorithm TrainingAlgorithm { get; set; } = KMeansTrainingAlgorithm.CoordinateDescent;

        /// <summary>
        /// With <see cref="KMeansTrainingAlgorithm.Gradient"/>: the share, in (0, 1], of the way to its row that the winning
        /// prototype goes in the first epoch; in epoch t (from 0) this share is divided by 1 + t. Default 0.1.
        /// </summary>
        public float LearningRate { get; set; } = Defaults.LearningRate;

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
        public int NumberOfRestarts { get; set; } = Defaults.NumberOfRestarts;

        /// <summary>Iterations after which a run ends at the latest: at least 1, default 300.</summary>
        public int MaximumIterations { get; set; } = Defaults.MaximumIterations;

        /// <summary>
        /// A run ends when an iteration lowers the summed energy by less than this share of it: finite, not negative,
        /// default 1e-6. With 0 it ends when no row changes its prototype.
        /// </summary>
        public double Tolerance { get; set; } = Defaults.Tolerance;

        /// <summary>
        /// What is done with incomplete rows. Default Learn: the energy of a row is the sum over its observed values, times d over
        /// their number, and prototypes are means of observed values under it.
        /// </summary>
        public MissingValues MissingValues { get; set; } = MissingValues.Learn;

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

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (ScoreColumnName, nameof(ScoreColumnName)),
            (PredictedLabelColumnName, nameof(PredictedLabelColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
            (LatentColumnName, nameof(LatentColumnName)),
        ];

        /// <summary>Whether coordinate descent may skip rows by distance bounds. It changes the time, not one bit of the result.</summary>
        internal bool UseBounds { get; set; } = true;

        /// <summary>The K × dimension values to start from; null for a start from the data.</summary>
        internal float[]? Start => WarmStart?.Energy.Prototypes.ToArray() ?? InitialPrototypes?.SelectMany(p => p).ToArray();

        /// <summary>A given start is run once: without steps at random a second run would end where the first did.</summary>
        internal int Restarts => WarmStart is null && InitialPrototypes is null ? NumberOfRestarts : 1;

        internal override EstimatorOptions Copy()
        {
            var copy = (Options)base.Copy();
            copy.InitialPrototypes = InitialPrototypes?.Select(p => (float[])p?.Clone()!).ToArray();
            return copy;
        }

        internal override void Validate()
        {
            base.Validate();
            Check.Positive(NumberOfPrototypes, nameof(NumberOfPrototypes));
            Check.InverseTemperature(InverseTemperature, nameof(InverseTemperature));
            if (ExampleWeightColumnName is not null)
                Check.OtherColumn(ExampleWeightColumnName, nameof(ExampleWeightColumnName), FeatureColumnName, nameof(FeatureColumnName));
            Check.Defined(MissingValues, nameof(MissingValues));
            Check.Defined(TrainingAlgorithm, nameof(TrainingAlgorithm));
            Check.Share(LearningRate, 0, 1, nameof(LearningRate));
            Check.Defined(Initialization, nameof(Initialization));
            Check.Positive(NumberOfRestarts, nameof(NumberOfRestarts));
            Check.Positive(MaximumIterations, nameof(MaximumIterations));
            Check.NonNegativeFinite(Tolerance, nameof(Tolerance));
            if (WarmStart is null)
            {
                Check.Start(
                    InitialPrototypes, nameof(InitialPrototypes), NumberOfPrototypes, nameof(NumberOfPrototypes),
                    Initialization == KMeansInitialization.Given, $"{nameof(Initialization)} = {nameof(KMeansInitialization.Given)}");
                return;
            }

            Check.That(InitialPrototypes is null, WarmStart, nameof(WarmStart), $"Must not be set together with {nameof(InitialPrototypes)}.");
            Check.That(
                WarmStart.Energy.NumberOfPrototypes == NumberOfPrototypes, WarmStart.Energy.NumberOfPrototypes, nameof(WarmStart),
                $"Must hold {nameof(NumberOfPrototypes)} = {NumberOfPrototypes} prototypes.");
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said.</summary>
    internal static class Defaults
    {
        internal const int NumberOfPrototypes = 5;
        internal const float InverseTemperature = float.PositiveInfinity;
        internal const float LearningRate = 0.1f;
        internal const int NumberOfRestarts = 10;
        internal const int MaximumIterations = 300;
        internal const double Tolerance = 1e-6;
    }
}
