using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A denoising autoencoder as an energy: E(y) = ‖y − Dec(Enc(y))‖², learnt by restoring corrupted rows and scored
/// without corruption. With <see cref="Corruption.None"/> it is a standard autoencoder.
/// </summary>
/// <remarks>
/// <para>
/// Each training row y is corrupted to ỹ, and encoder and decoder are trained to bring Dec(Enc(ỹ)) back to y. So the
/// energy is pushed up around the data, and r(y) − y is a field that points towards the manifold of the data: for small
/// Gaussian noise of variance σ² it is σ² times the gradient of the log density (Alain and Bengio, 2014).
/// </para>
/// <para>
/// Outputs: Energy (Single; the cross-entropy under that loss), FeatureEnergy (vector, summing to Energy), Code
/// (vector), Reconstruction (vector). A row with NaN or an infinite value is skipped at Fit, and gives NaN at Transform.
/// The cross-entropy wants features in [0, 1]: others are an error at Fit, and give NaN at Transform.
/// </para>
/// <para>
/// Source: Vincent et al., "Stacked denoising autoencoders", JMLR 11 (2010); Rifai et al., "Contractive auto-encoders",
/// ICML 2011.
/// </para>
/// </remarks>
public sealed partial class DenoisingAutoencoderEstimator : IEstimator<DenoisingAutoencoderTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal DenoisingAutoencoderEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(DenoisingAutoencoderEstimator));
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    private InputColumn Features => InputColumn.Vector(_options.FeatureColumnName, "feature column") with { Domain = AutoencoderEnergy.DomainOf(_options.Loss) };

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, [Features], AutoencoderEnergy.DeclareOutputs().Named(_options.OutputNames).Columns);

    /// <summary>Trains the networks. A second call with the same data gives the same weights, bit for bit.</summary>
    /// <param name="input">
    /// The training data: read once, or once an epoch where it is larger than <see cref="NetworkTrainingOptions.MemoryLimit"/>.
    /// </param>
    /// <returns>A transformer that holds the energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No usable row, a row whose squares overflow, a warm start of another size, or the training diverges.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public DenoisingAutoencoderTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(DenoisingAutoencoderEstimator), _options.Progress);
        var (_, dimension) = Features.Bind(input.Schema, nameof(input));
        if (_options.WarmStart is { } start && start.Energy.Dimension != dimension)
            throw new InvalidOperationException($"{nameof(Options.WarmStart)} takes {start.Energy.Dimension} values, {Features.Role} '{_options.FeatureColumnName}' has {dimension}");

        var settings = _options.ToSettings() with { Seed = (ulong)(uint)_seed, Progress = epoch => log.Report(TrainingProgress.Of(epoch)) };
        log.Info($"fitting {string.Join('-', _options.WarmStart?.Energy.HiddenUnits ?? _options.HiddenUnits)} hidden units to the {dimension} features of '{_options.FeatureColumnName}'");
        var rows = FeatureRows.ReadWithin(_options.MemoryLimit, input, [Features], log, _options.CancellationToken);
        var units = new FeatureUnits([Features], log);
        if (rows is not null)
            units.Check(rows.Values.Span, rows.Width, dimension);
        var result = Room.For(
            $"{nameof(Options.HiddenUnits)} = [{string.Join(", ", _options.HiddenUnits)}] and {nameof(Options.BatchSize)} = {_options.BatchSize} with {dimension} features",
            () => rows is not null
                ? AutoencoderTraining.Fit(rows.Values, dimension, settings)
                : AutoencoderTraining.Fit(new FeatureStream(input, [Features], log, _options.CancellationToken, units, dimension).Open, dimension, settings));
        log.Info($"{result.History}");

        var outputs = AutoencoderEnergy.DeclareOutputs(dimension, result.Energy.CodeSize).Named(_options.OutputNames);
        return new DenoisingAutoencoderTransformer(_options.FeatureColumnName, outputs, result.Energy);
    }
}
