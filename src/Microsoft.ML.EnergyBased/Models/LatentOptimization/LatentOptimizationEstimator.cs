using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Generative latent optimisation: a decoder learnt together with a free latent for each training row. As an energy,
/// E(y, z) = ‖y − Dec(z)‖² with z on the unit sphere or in the unit ball, or ‖y − Dec(z)‖² + ½α‖z‖² with z anywhere, and
/// F(y) = min_z E(y, z).
/// </summary>
/// <remarks>
/// <para>
/// There is no encoder: each training row's latent begins at its standardised principal components and moves down its own
/// gradient, one step whenever the row is in a batch. At Transform z is searched for by gradient descent from several
/// starts; the search is not exact, and its iterations and gap can be had as a column.
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector), Latent (vector), Reconstruction (vector), and on demand Inference (vector: Iterations, Gap,
/// Converged). A row with NaN or an infinite value is skipped at Fit, and gives NaN at Transform. The model draws rows
/// (<see cref="EnergyBasedCatalog.Sample(LatentInferenceTransformer, int, long)"/>) by a Gaussian fitted to the training
/// rows' latents, and completes them.
/// </para>
/// <para>
/// Fit holds 3 × k values for each training row (its latent, and what Adam remembers of it), also where the rows themselves
/// are streamed because they take more than <see cref="NetworkTrainingOptions.MemoryLimit"/>.
/// </para>
/// <para>
/// Source: Bojanowski, Joulin, Lopez-Paz and Szlam, "Optimizing the latent space of generative networks", ICML 2018.
/// </para>
/// </remarks>
public sealed partial class LatentOptimizationEstimator : IEstimator<LatentInferenceTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal LatentOptimizationEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(LatentOptimizationEstimator));
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    private InputColumn Features => InputColumn.Vector(_options.FeatureColumnName, "feature column");

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, [Features], LatentOptimizationEnergy.DeclareOutputs().Named(_options.OutputNames).Columns);

    /// <summary>Trains the decoder. A second call with the same data gives the same weights, bit for bit.</summary>
    /// <param name="input">
    /// The training data: read once, or once an epoch (and once more before) where it is larger than
    /// <see cref="NetworkTrainingOptions.MemoryLimit"/>.
    /// </param>
    /// <returns>A transformer that holds a <see cref="LatentOptimizationEnergy"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No usable row, a row whose squares overflow, or the training diverges.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public LatentInferenceTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(LatentOptimizationEstimator), _options.Progress);
        var (_, dimension) = Features.Bind(input.Schema, nameof(input));
        var settings = _options.ToSettings() with { Seed = (ulong)(uint)_seed, Progress = epoch => log.Report(TrainingProgress.Of(epoch)) };
        log.Info($"fitting a decoder {string.Join('-', [settings.LatentSize, .. settings.HiddenUnits, dimension])} and its latents to '{_options.FeatureColumnName}'");
        var rows = FeatureRows.ReadWithin(_options.MemoryLimit, input, [Features], log, _options.CancellationToken);
        var units = new FeatureUnits([Features], log);
        if (rows is not null)
            units.Check(rows.Values.Span, rows.Width, dimension);
        var result = Room.For(
            $"{nameof(Options.LatentSize)} = {_options.LatentSize}, {nameof(Options.HiddenUnits)} = [{string.Join(", ", _options.HiddenUnits)}] and {nameof(Options.BatchSize)} = {_options.BatchSize} with {dimension} features",
            () => rows is not null
                ? LatentOptimizationTraining.Fit(rows.Values, dimension, settings)
                : LatentOptimizationTraining.Fit(new FeatureStream(input, [Features], log, _options.CancellationToken, units, dimension).Open, dimension, settings));
        log.Info($"{result.History}");
        return new LatentInferenceTransformer(_options.FeatureColumnName, ((IModelEnergy)result.Energy).Outputs.Named(_options.OutputNames), result.Energy);
    }
}
