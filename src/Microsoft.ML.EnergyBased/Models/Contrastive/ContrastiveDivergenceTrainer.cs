using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Trains a restricted Boltzmann machine or an energy network: the energy is pushed down on data, and up on the points
/// that a short chain reaches from it.
/// </summary>
/// <remarks>
/// <para>
/// The gradient of −log P(y) for P(y) = e^{−βF(y)}/Z is β(∂F/∂θ at data − ∂F/∂θ in expectation under the model). The
/// negative phase stands for the expectation: a few steps of a chain, fresh from the data or persistent, or for small
/// machines the exact sum. Energy networks can also be trained without chains, by denoising score matching and
/// noise-contrastive estimation.
/// </para>
/// <para>
/// Outputs: Energy (Single, the free energy F(v)), FeatureEnergy (vector), and of a restricted Boltzmann machine Code (vector, P(h = 1 | v)) and
/// Reconstruction (vector, the means of the visible units given the code). A row with NaN or an infinite value is skipped
/// at Fit, and gives NaN at Transform.
/// </para>
/// <para>
/// Progress gives, beside the energy of the rows, that of the samples: a gap far from 0 says that the chains do not reach
/// what the model holds likely; a validation energy far above that of training rows says that it overfits.
/// </para>
/// <para>
/// Source: Hinton, "Training products of experts by minimizing contrastive divergence", Neural Computation 14 (2002);
/// LeCun et al., "A Tutorial on Energy-Based Learning" (2006).
/// </para>
/// </remarks>
public sealed partial class ContrastiveDivergenceTrainer : EnergyEstimator<ContrastiveDivergenceTransformer, ContrastiveDivergenceTrainer.Options>
{
    internal ContrastiveDivergenceTrainer(IHostEnvironment env, Options options)
        : base(env, options)
    {
    }

    private protected override IReadOnlyList<InputColumn> Inputs
        => [InputColumn.Vector(CheckedOptions.FeatureColumnName, InputColumn.FeatureRole) with { Domain = CheckedOptions.Model.Domain }];

    private protected override IReadOnlyList<OutputColumn> Outputs
        => (CheckedOptions.Model.IsNetwork ? NetworkEnergy.DeclareOutputs() : RestrictedBoltzmannEnergy.DeclareOutputs()).Named(CheckedOptions.OutputNames).Columns;

    private protected override FormattableString Size
        => $"{nameof(Options.Model)} = {CheckedOptions.Model}, {nameof(Options.BatchSize)} = {CheckedOptions.BatchSize}, {nameof(Options.NoiseRatio)} = {CheckedOptions.NoiseRatio}, {nameof(Options.Persistent)} = {CheckedOptions.Persistent}, {nameof(Options.MonitorChains)} = {CheckedOptions.MonitorChains} and {nameof(Options.MonitorTemperatures)} = {CheckedOptions.MonitorTemperatures}";

    private protected override UnitDependence Units => CheckedOptions.Model.IsNetwork ? UnitDependence.OriginAndScale : UnitDependence.None;

    private protected override void CheckColumns(IReadOnlyList<BoundInput> columns)
    {
        if (CheckedOptions.NegativePhase is MonteCarloPhase { Proposal: { Dimension: > 1 } proposal } && proposal.Dimension != columns[0].Size)
            throw new InvalidOperationException($"The proposal of {nameof(Options.NegativePhase)} takes {proposal.Dimension} values, {columns[0].Where} has {columns[0].Size}.");
    }

    private protected override ContrastiveDivergenceTransformer Train(TrainingData data, TrainingLog log)
    {
        var moments = data.Moments(CheckedOptions.CancellationToken);
        var (energy, history) = CheckedOptions.Model.IsNetwork
            ? Result(NetworkEnergyTraining.Fit(data, moments, CheckedOptions, log))
            : Result(RestrictedBoltzmannTraining.Fit(data, moments, CheckedOptions, log));
        log.Info($"{history}");
        return new ContrastiveDivergenceTransformer(
            CheckedOptions.FeatureColumnName, energy.Outputs.Named(CheckedOptions.OutputNames), energy, CheckedOptions.InverseTemperature, FeatureMoments.Of(moments.Means, moments.Variances));

        static (IContrastiveEnergy Energy, TrainingHistory History) Result<T>(TrainedEnergy<T> trained)
            where T : IContrastiveEnergy => (trained.Energy, trained.History);
    }
}
