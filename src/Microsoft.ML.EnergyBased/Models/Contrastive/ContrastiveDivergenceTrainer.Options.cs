using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

public sealed partial class ContrastiveDivergenceTrainer
{
    /// <summary>Options of <see cref="ContrastiveDivergenceTrainer"/>.</summary>
    /// <remarks>
    /// Energies of different epochs compare under score matching and noise contrast alone, since otherwise log Z changes: only
    /// then is the best epoch on validation rows kept. Otherwise validation rows give the validation gap in the progress, and a
    /// <see cref="Monitor"/> judges machines by them. <see cref="NetworkTrainingOptions.EarlyStopping"/> needs one or the other.
    /// There is no warm start: where chains persist they are part of what has been learnt, and a model does not keep them.
    /// What an option says of one model only is checked, and not used, for the other.
    /// </remarks>
    public sealed class Options : NetworkTrainingOptions
    {
        /// <summary>The energy. Default a restricted Boltzmann machine of 64 hidden units on bits.</summary>
        public ContrastiveModel Model { get; set; } = ContrastiveModel.RestrictedBoltzmann();

        /// <summary>
        /// How the points are found that are pushed up. Null (the default) for Gibbs(1) of a restricted Boltzmann machine,
        /// which takes Gibbs alone, and Langevin() of an energy network, which takes all others. For noise contrast MonteCarlo(q)
        /// gives the noise q, null normals fitted to the rows; the other objectives have no chains, and take null alone.
        /// </summary>
        public NegativePhase? NegativePhase { get; set; }

        /// <summary>Chains that go on from step to step, or null (the default) for fresh ones from the rows of each batch. Not for kicks and Monte Carlo.</summary>
        public PersistentChains? Persistent { get; set; }

        /// <summary>
        /// What shapes the energy. Default contrastive divergence; maximum likelihood is for a restricted Boltzmann machine
        /// whose smaller layer has at most 25 units, score matching and noise contrast are for energy networks.
        /// </summary>
        public ContrastiveObjective Objective { get; set; } = ContrastiveObjective.ContrastiveDivergence;

        /// <summary>β, above 0 and finite. Default 1.</summary>
        public float InverseTemperature { get; set; } = Defaults.InverseTemperature;

        /// <summary>
        /// α of the penalty α(E² over data + E² over the points that are pushed up), means; of score matching E² over the noisy
        /// rows. Finite and at least 0. Default 0.
        /// </summary>
        public float EnergyRegularization { get; set; }

        /// <summary>σ of the noise of denoising score matching, positive and finite. Default 0.1.</summary>
        public float NoiseStandardDeviation { get; set; } = Defaults.NoiseStandardDeviation;

        /// <summary>Noise points a row in noise-contrastive estimation, at least 1. Default 1.</summary>
        public int NoiseRatio { get; set; } = Defaults.NoiseRatio;

        /// <summary>What judges a restricted Boltzmann machine after each epoch, of which the best is kept. Default none; an energy network takes no other.</summary>
        public LikelihoodMonitor Monitor { get; set; } = LikelihoodMonitor.None;

        /// <summary>
        /// The most rows that the monitor looks at, the first of them, at least 1: validation rows where a fraction is set aside,
        /// otherwise training rows. Default 5,000.
        /// </summary>
        public int MonitorRows { get; set; } = Defaults.MonitorRows;

        /// <summary>Chains of annealed importance sampling as a monitor, at least 2. Default 100.</summary>
        public int MonitorChains { get; set; } = Defaults.MonitorChains;

        /// <summary>Temperatures of annealed importance sampling as a monitor, at least 1. Default 500.</summary>
        public int MonitorTemperatures { get; set; } = Defaults.MonitorTemperatures;

        /// <summary>Output column (Single): F(v), of a network E(y). Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, the energy less the least with that feature free, of an energy network in [−3, 3]. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector): P(h = 1 | v) of each hidden unit. Default "Code"; null drops it. An energy network has none.</summary>
        public string? CodeColumnName { get; set; } = "Code";

        /// <summary>Output column (vector): the means of the visible units given the code. Default "Reconstruction"; null drops it. An energy network has none.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        internal override (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (CodeColumnName, nameof(CodeColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
        ];

        /// <summary>The negative phase, also where none was given.</summary>
        internal NegativePhase Phase => NegativePhase ?? (Model.IsNetwork ? NegativePhase.Langevin() : NegativePhase.Gibbs());

        private bool HasComparableEnergies => Objective is ContrastiveObjective.DenoisingScoreMatching or ContrastiveObjective.NoiseContrastive;

        internal override void Validate()
        {
            base.Validate();
            ArgumentNullException.ThrowIfNull(Model);
            Check.Defined(Objective, nameof(Objective));
            Check.Defined(Monitor, nameof(Monitor));
            Check.PositiveFinite(InverseTemperature, nameof(InverseTemperature));
            Check.NonNegativeFinite(EnergyRegularization, nameof(EnergyRegularization));
            Check.PositiveFinite(NoiseStandardDeviation, nameof(NoiseStandardDeviation));
            Check.Positive(NoiseRatio, nameof(NoiseRatio));
            Check.Positive(MonitorRows, nameof(MonitorRows));
            Check.AtLeast(2, MonitorChains, nameof(MonitorChains));
            Check.Positive(MonitorTemperatures, nameof(MonitorTemperatures));
            Check.That(
                !EarlyStopping || HasComparableEnergies || Monitor != LikelihoodMonitor.None, EarlyStopping, nameof(EarlyStopping),
                "Energies of different epochs do not compare, since log Z changes: a monitor can end the training of a restricted Boltzmann machine.");
            if (Model.IsNetwork)
                ValidateNetwork();
            else
                ValidateMachine();
            ValidateChains();
        }

        // Chains of another objective would say nothing.
        private void ValidateChains()
        {
            if (Objective == ContrastiveObjective.ContrastiveDivergence)
                return;
            Check.That(
                NegativePhase is null || (Objective == ContrastiveObjective.NoiseContrastive && NegativePhase is MonteCarloPhase), NegativePhase, nameof(NegativePhase),
                $"{Objective} has no chains (the noise of {ContrastiveObjective.NoiseContrastive} is that of NegativePhase.MonteCarlo).");
            Check.That(Persistent is null, Persistent, nameof(Persistent), $"{Objective} has no chains.");
        }

        private void ValidateNetwork()
        {
            Check.That(Monitor == LikelihoodMonitor.None, Monitor, nameof(Monitor), "Likelihood is monitored for the restricted Boltzmann machine; an energy network has none.");
            Check.That(
                Objective != ContrastiveObjective.MaximumLikelihood, Objective, nameof(Objective),
                "An energy network cannot be enumerated: maximum likelihood is for the restricted Boltzmann machine.");
            Check.That(
                Objective != ContrastiveObjective.ContrastiveDivergence || Phase is SampledPhase, NegativePhase, nameof(NegativePhase),
                "Gibbs sampling is for the restricted Boltzmann machine.");
            Check.That(
                Persistent is null || Phase is SampledPhase { CanPersist: true }, Persistent, nameof(Persistent),
                "Chains persist in Metropolis, Langevin and Hamiltonian sampling alone.");
            Check.That(
                EnergyColumnName is not null || FeatureEnergyColumnName is not null, null, nameof(EnergyColumnName),
                $"An energy network has no other output but {nameof(FeatureEnergyColumnName)}: one of the two must be kept.");
        }

        private void ValidateMachine()
        {
            Check.That(
                Objective is ContrastiveObjective.ContrastiveDivergence or ContrastiveObjective.MaximumLikelihood, Objective, nameof(Objective),
                "A restricted Boltzmann machine learns by contrastive divergence or maximum likelihood.");
            Check.That(Phase is GibbsPhase, NegativePhase, nameof(NegativePhase), "The negative phase of a restricted Boltzmann machine is Gibbs sampling.");
            Check.That(
                Monitor != LikelihoodMonitor.PseudoLikelihood || Model.VisibleUnits == VisibleUnits.Bernoulli, Monitor, nameof(Monitor),
                "Pseudo-likelihood is for Bernoulli visible units.");
        }
    }

    /// <summary>What <see cref="Options"/> has where nothing is said; what is not here is in <see cref="NetworkTrainingOptions"/>.</summary>
    internal static class Defaults
    {
        internal const int NumberOfEpochs = NetworkTrainingOptions.DefaultNumberOfEpochs;
        internal const float InverseTemperature = 1;
        internal const float NoiseStandardDeviation = 0.1f;
        internal const int NoiseRatio = 1;
        internal const int MonitorRows = 5000;
        internal const int MonitorChains = 100;
        internal const int MonitorTemperatures = 500;
    }
}
