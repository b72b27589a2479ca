using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Objectives;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// K-means as a latent-variable energy: E(y, z) = ‖y − Wz‖² with z one-hot over K prototypes;
/// F_β(y) = −(1/β) log Σ_z e^{−βE(y,z)}, which at β = ∞ is the minimum over z.
/// </summary>
/// <remarks>
/// <para>
/// Trained by coordinate descent: each row takes its nearest prototype (inference of z), then each prototype moves to the
/// mean of its rows (the minimum over W), which never raises the summed energy. The best of
/// <see cref="Options.NumberOfRestarts"/> runs is kept. With <see cref="KMeansTrainingMode.Gradient"/> each row moves
/// its winner a step towards itself instead. A prototype that loses all its rows is re-seeded from the rows
/// of highest energy.
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector, summing to Energy), Score (vector, E for each prototype),
/// PredictedLabel (key from 1), Reconstruction (vector, the nearest prototype, or the mean under the responsibilities at
/// finite β), Responsibilities (vector, summing to 1).
/// A row with NaN or an infinite value is skipped at Fit, and gives NaN (a missing key) at Transform.
/// </para>
/// <para>
/// Source: Lloyd, "Least squares quantization in PCM" (1982); Arthur and Vassilvitskii, "k-means++: the advantages of
/// careful seeding" (2007).
/// </para>
/// </remarks>
public sealed partial class KMeansEnergyEstimator : IEstimator<KMeansEnergyTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal KMeansEnergyEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(KMeansEnergyEstimator));
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    private InputColumn Features => InputColumn.Vector(_options.FeatureColumnName, "feature column");

    private InputColumn? Weights => _options.ExampleWeightColumnName is { } name ? InputColumn.Scalar(name, "example weight column") : null;

    private float[]? Start => _options.WarmStart?.Energy.Prototypes.ToArray() ?? _options.InitialPrototypes?.SelectMany(p => p).ToArray();

    // A given start is deterministic: a second run would end where the first did.
    private int Restarts => Start is not null ? 1 : _options.NumberOfRestarts;

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, Weights is { } weights ? [Features, weights] : [Features], new KMeansOutputs(_options, 0, 0).All);

    /// <summary>Fits the prototypes. A second call with the same data gives the same prototypes, bit for bit.</summary>
    /// <param name="input">The training data, read once.</param>
    /// <returns>A transformer that holds the energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No usable row, fewer rows than prototypes, or a start of another size.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public KMeansEnergyTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var channel = _host.Start("Fit");
        var rows = FeatureRows.Read(input, Features, Weights, channel, _options.CancellationToken);
        CheckSizes(rows);

        Info(channel, $"{nameof(KMeansEnergyEstimator)}: fitting {_options.NumberOfPrototypes} prototypes to {rows.Count} rows of {rows.Dimension} features");
        var result = KMeansTraining.Fit(rows.Values, rows.Count, rows.Dimension, Settings(rows, channel));
        var energy = new KMeansEnergy(result.Prototypes, _options.NumberOfPrototypes, rows.Dimension, _options.InverseTemperature);
        Info(channel, $"{nameof(KMeansEnergyEstimator)}: {(result.Converged ? "converged" : "stopped")} after {result.Iterations} iterations, summed energy {result.Energy:G7}");

        var outputs = new KMeansOutputs(_options, energy.NumberOfPrototypes, energy.Dimension);
        return new KMeansEnergyTransformer(_options.FeatureColumnName, outputs, energy, result.Energy, result.Iterations, result.Converged);
    }

    private void CheckSizes(FeatureRows rows)
    {
        var usable = rows.Weights is { } weights ? weights.Count(w => w > 0) : rows.Count;
        if (usable < _options.NumberOfPrototypes)
            throw new InvalidOperationException($"{usable} usable training rows for {nameof(Options.NumberOfPrototypes)} = {_options.NumberOfPrototypes}: at least as many rows as prototypes are needed");
        var given = _options.WarmStart?.Energy.Dimension ?? _options.InitialPrototypes?[0].Length;
        if (given is { } size && size != rows.Dimension)
            throw new InvalidOperationException($"{(_options.WarmStart is null ? nameof(Options.InitialPrototypes) : nameof(Options.WarmStart))}: the prototypes have {size} values, {Features.Role} '{_options.FeatureColumnName}' has {rows.Dimension}");
    }

    private KMeansSettings Settings(FeatureRows rows, IChannel channel) => new()
    {
        NumberOfClusters = _options.NumberOfPrototypes,
        Initialization = Start is null ? _options.Initialization : KMeansInitialization.Given,
        InitialPrototypes = Start,
        Weights = rows.Weights,
        Mode = _options.Training,
        LearningRate = _options.LearningRate,
        NumberOfRestarts = Restarts,
        MaximumIterations = _options.MaximumIterations,
        Tolerance = _options.Tolerance,
        Seed = (ulong)(uint)_seed,
        NumberOfThreads = _options.Threads,
        CancellationToken = _options.CancellationToken,
        Progress = iteration => Report(channel, iteration),
    };

    private void Report(IChannel channel, KMeansIteration iteration)
    {
        var progress = new TrainingProgress(
            iteration.Restart + 1, Restarts, iteration.Iteration, _options.MaximumIterations, iteration.Energy);
        Info(channel, $"{nameof(KMeansEnergyEstimator)}: {progress}");
        _options.Progress?.Report(progress);
    }

    private static void Info(IChannel channel, FormattableString message)
        => channel.Info(MessageSensitivity.None, FormattableString.Invariant(message));
}
