using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;

namespace Microsoft.ML.EnergyBased;

public sealed partial class ContrastiveDivergenceTrainer
{
    /// <summary>Options of <see cref="ContrastiveDivergenceTrainer"/>.</summary>
    /// <remarks>
    /// The rows are held in memory: Fit refuses a view of more than <see cref="NetworkTrainingOptions.MemoryLimit"/>.
    /// Energies of different epochs compare under score matching and noise contrast alone, since otherwise log Z changes: only
    /// then is the best epoch on validation rows kept, and <see cref="NetworkTrainingOptions.EarlyStopping"/> allowed. Otherwise
    /// validation rows give the validation gap in the progress, and a <see cref="Monitor"/> judges machines by them.
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
        public float InverseTemperature { get; set; } = 1;

        /// <summary>
        /// α of the penalty α(E² over data + E² over the points that are pushed up), means; of score matching E² over the noisy
        /// rows. Finite and at least 0. Default 0.
        /// </summary>
        public float EnergyRegularization { get; set; }

        /// <summary>σ of the noise of denoising score matching, positive and finite. Default 0.1.</summary>
        public float NoiseDeviation { get; set; } = 0.1f;

        /// <summary>Noise points a row in noise-contrastive estimation, at least 1. Default 1.</summary>
        public int NoiseRatio { get; set; } = 1;

        /// <summary>What judges a restricted Boltzmann machine after each epoch, of which the best is kept. Default none; an energy network takes no other.</summary>
        public LikelihoodMonitor Monitor { get; set; } = LikelihoodMonitor.None;

        /// <summary>Epochs without a new best of the monitor after which training ends, at least 1, or null (the default) for never. It needs a monitor.</summary>
        public int? MonitorPatience { get; set; }

        /// <summary>
        /// The most rows that the monitor looks at, the first of them, at least 1: validation rows where a fraction is set aside,
        /// otherwise training rows. Default 5,000.
        /// </summary>
        public int MonitorRows { get; set; } = 5000;

        /// <summary>Chains of annealed importance sampling as a monitor, at least 2. Default 100.</summary>
        public int AnnealingChains { get; set; } = 100;

        /// <summary>Temperatures of annealed importance sampling as a monitor, at least 1. Default 500.</summary>
        public int AnnealingTemperatures { get; set; } = 500;

        /// <summary>Output column (Single): F(v), of a network E(y). Default "Energy"; null drops it.</summary>
        public string? EnergyColumnName { get; set; } = "Energy";

        /// <summary>Output column (vector): each feature's share of the energy, the energy less the least with that feature free, of an energy network in [−3, 3]. Default "FeatureEnergy"; null drops it.</summary>
        public string? FeatureEnergyColumnName { get; set; } = "FeatureEnergy";

        /// <summary>Output column (vector): P(h = 1 | v) of each hidden unit. Default "Code"; null drops it. An energy network has none.</summary>
        public string? CodeColumnName { get; set; } = "Code";

        /// <summary>Output column (vector): the means of the visible units given the code. Default "Reconstruction"; null drops it. An energy network has none.</summary>
        public string? ReconstructionColumnName { get; set; } = "Reconstruction";

        /// <summary>The name of each output, null where it is dropped, with the option that says it.</summary>
        internal (string? Name, string Option)[] OutputNames =>
        [
            (EnergyColumnName, nameof(EnergyColumnName)),
            (FeatureEnergyColumnName, nameof(FeatureEnergyColumnName)),
            (CodeColumnName, nameof(CodeColumnName)),
            (ReconstructionColumnName, nameof(ReconstructionColumnName)),
        ];

        internal Options CopyAndValidate()
        {
            var copy = (Options)MemberwiseClone();
            ArgumentNullException.ThrowIfNull(Model);
            copy.ValidateTraining(Model.IsNetwork ? copy.ToNetworkSettings() : copy.ToMachineSettings());
            ValidateChains();
            if (Model.IsNetwork)
                copy.ValidateMonitorOfNetwork();
            else
                copy.ValidateNoiseOfMachine();
            Check.OutputNames(OutputNames);
            if (Model.IsNetwork && EnergyColumnName is null && FeatureEnergyColumnName is null)
                throw new ArgumentOutOfRangeException(nameof(EnergyColumnName), null, $"An energy network has no other output but {nameof(FeatureEnergyColumnName)}: one of the two must be kept.");
            return copy;
        }

        internal RestrictedBoltzmannSettings ToMachineSettings() => Contrastive(new RestrictedBoltzmannSettings
        {
            HiddenUnits = Model.HiddenUnits[0],
            VisibleUnits = Model.VisibleUnits,
            NegativePhase = NegativePhase ?? NegativePhase.Gibbs(),
            Monitor = Monitor,
            MonitorPatience = MonitorPatience,
            MonitorRows = MonitorRows,
            AnnealingChains = AnnealingChains,
            AnnealingTemperatures = AnnealingTemperatures,
        });

        internal NetworkEnergySettings ToNetworkSettings() => Contrastive(new NetworkEnergySettings
        {
            HiddenUnits = Model.HiddenUnits,
            Activation = Model.Activation,
            Quadratic = Model.Quadratic,
            NegativePhase = NegativePhase ?? NegativePhase.Langevin(),
            NoiseDeviation = NoiseDeviation,
            NoiseRatio = NoiseRatio,
        });

        private T Contrastive<T>(T settings)
            where T : ContrastiveSettings
            => Complete((T)((ContrastiveSettings)settings with
            {
                Objective = Objective,
                Persistent = Persistent,
                InverseTemperature = InverseTemperature,
                EnergyRegularization = EnergyRegularization,
            }));

        // Chains of another objective would say nothing.
        private void ValidateChains()
        {
            if (Objective == ContrastiveObjective.ContrastiveDivergence)
                return;
            var proposes = Objective == ContrastiveObjective.NoiseContrastive && NegativePhase?.Kind == NegativePhaseKind.MonteCarlo;
            if (NegativePhase is not null && !proposes)
                throw new ArgumentOutOfRangeException(nameof(NegativePhase), NegativePhase, $"{Objective} has no chains (the noise of {ContrastiveObjective.NoiseContrastive} is that of NegativePhase.MonteCarlo)");
            if (Persistent is not null)
                throw new ArgumentOutOfRangeException(nameof(Persistent), Persistent, $"{Objective} has no chains");
        }

        // The settings of the other model check these; an option must not pass because a model does not look at it.
        private void ValidateMonitorOfNetwork()
        {
            Check.Defined(Monitor, nameof(Monitor));
            if (Monitor != LikelihoodMonitor.None)
                throw new ArgumentOutOfRangeException(nameof(Monitor), Monitor, "Likelihood is monitored for the restricted Boltzmann machine; an energy network has none");
            if (MonitorPatience is { } patience)
                throw new ArgumentOutOfRangeException(nameof(MonitorPatience), patience, "There is no monitor of an energy network");
            Check.Positive(MonitorRows, nameof(MonitorRows));
            ArgumentOutOfRangeException.ThrowIfLessThan(AnnealingChains, 2);
            Check.Positive(AnnealingTemperatures, nameof(AnnealingTemperatures));
        }

        private void ValidateNoiseOfMachine()
        {
            if (!(NoiseDeviation > 0 && float.IsFinite(NoiseDeviation)))
                throw new ArgumentOutOfRangeException(nameof(NoiseDeviation), NoiseDeviation, "The deviation must be positive and finite");
            Check.Positive(NoiseRatio, nameof(NoiseRatio));
        }
    }
}
