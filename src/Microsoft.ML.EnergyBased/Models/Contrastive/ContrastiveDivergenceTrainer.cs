using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Samplers;
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
/// what the model holds likely; a validation energy far above that of training rows says that it learns them by heart.
/// </para>
/// <para>
/// Source: Hinton, "Training products of experts by minimizing contrastive divergence", Neural Computation 14 (2002);
/// LeCun et al., "A Tutorial on Energy-Based Learning" (2006).
/// </para>
/// </remarks>
public sealed partial class ContrastiveDivergenceTrainer : IEstimator<ContrastiveDivergenceTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal ContrastiveDivergenceTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(ContrastiveDivergenceTrainer));
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    private InputColumn Features => InputColumn.Vector(_options.FeatureColumnName, "feature column");

    private OutputSet<EnergyOutputs> Promised
        => _options.Model.IsNetwork ? NetworkEnergy.DeclareOutputs() : RestrictedBoltzmannEnergy.DeclareOutputs();

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, [Features], Promised.Named(_options.OutputNames).Columns);

    /// <summary>Trains the energy. A second call with the same data gives the same parameters, bit for bit.</summary>
    /// <param name="input">The training data: read once.</param>
    /// <returns>A transformer that holds the energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">
    /// No usable row, a row whose squares overflow, values outside [0, 1] for bits, more rows than the memory limit, a machine too large to enumerate
    /// where that is asked for, a proposal of another size, or the training diverges.
    /// </exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public ContrastiveDivergenceTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(ContrastiveDivergenceTrainer), _options.Progress);
        var (_, dimension) = Features.Bind(input.Schema, nameof(input));
        if (_options.NegativePhase?.Proposal is { Dimension: > 1 } proposal && proposal.Dimension != dimension)
            throw new InvalidOperationException($"The proposal of {nameof(Options.NegativePhase)} takes {proposal.Dimension} values, {Features.Role} '{_options.FeatureColumnName}' has {dimension}");

        log.Info($"fitting {_options.Model} to the {dimension} features of '{_options.FeatureColumnName}'");
        var rows = FeatureRows.ReadWithin(_options.MemoryLimit, input, [Features], log, _options.CancellationToken)
            ?? throw new InvalidOperationException($"The training rows take more than {nameof(Options.MemoryLimit)}, {_options.MemoryLimit} bytes: raise it, or train on fewer rows");
        if (_options.Model.IsNetwork)
            new FeatureUnits([Features], log).Check(rows.Values.Span, dimension, dimension);
        var energy = Room.For<IContrastiveEnergy>(
            $"{nameof(Options.Model)} = {_options.Model}, {nameof(Options.BatchSize)} = {_options.BatchSize}, {nameof(Options.NoiseRatio)} = {_options.NoiseRatio}, {nameof(Options.Persistent)} = {_options.Persistent}, {nameof(Options.AnnealingChains)} = {_options.AnnealingChains} and {nameof(Options.AnnealingTemperatures)} = {_options.AnnealingTemperatures} with {dimension} features",
            () => _options.Model.IsNetwork ? FitNetwork(rows.Values, dimension, log) : FitMachine(rows.Values, dimension, log));
        return new ContrastiveDivergenceTransformer(
            _options.FeatureColumnName, energy.Outputs.Named(_options.OutputNames), energy, _options.InverseTemperature, FeatureMoments.Of(rows.Values.Span, dimension));
    }

    private RestrictedBoltzmannEnergy FitMachine(ReadOnlyMemory<float> rows, int dimension, TrainingLog log)
    {
        var result = RestrictedBoltzmannTraining.Fit(rows, dimension, _options.ToMachineSettings() with
        {
            Seed = (ulong)(uint)_seed,
            Epochs = epoch => log.Report(TrainingProgress.Of(epoch)),
        });
        log.Info($"{new TrainingHistory([.. result.Epochs.Select(epoch => epoch.Training)], result.BestEpoch, result.StoppedEarly)}");
        return result.Energy;
    }

    private NetworkEnergy FitNetwork(ReadOnlyMemory<float> rows, int dimension, TrainingLog log)
    {
        // Under the other objectives the epoch's energy is a loss, which no gap can be taken from.
        var hasGap = _options.Objective == ContrastiveObjective.ContrastiveDivergence;
        var result = NetworkEnergyTraining.Fit(rows, dimension, _options.ToNetworkSettings() with
        {
            Seed = (ulong)(uint)_seed,
            Epochs = epoch => log.Report(TrainingProgress.Of(hasGap ? epoch : epoch with { SampleEnergy = double.NaN })),
        });
        log.Info($"{new TrainingHistory([.. result.Epochs.Select(epoch => epoch.Training)], result.BestEpoch, result.StoppedEarly)}");
        return result.Energy;
    }
}
