using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.KMeans;
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

    private InputColumn? Weights => _options.ExampleWeightColumnName is { } name ? InputColumn.Weight(name) : null;

    private IReadOnlyList<InputColumn> Columns => Weights is { } weights ? [Features, weights] : [Features];

    private bool HasStart => _options.WarmStart is not null || _options.InitialPrototypes is not null;

    private float[]? Start => _options.WarmStart?.Energy.Prototypes.ToArray() ?? _options.InitialPrototypes?.SelectMany(p => p).ToArray();

    // A given start is deterministic: a second run would end where the first did.
    private int Restarts => HasStart ? 1 : _options.NumberOfRestarts;

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, Columns, new KMeansOutputs(_options, 0, 0).All);

    /// <summary>Fits the prototypes. A second call with the same data gives the same prototypes, bit for bit.</summary>
    /// <param name="input">The training data, read once.</param>
    /// <returns>A transformer that holds the energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No usable row, a row whose squares overflow, fewer rows than prototypes, a negative weight, or a start of another size.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public KMeansEnergyTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(KMeansEnergyEstimator), _options.Progress);
        var rows = FeatureRows.Read(input, Columns, log, _options.CancellationToken);
        var values = rows.Values;
        var weights = Weights is null ? null : rows.SplitLast(out values);
        var dimension = values.Length / rows.Count;
        Validate(rows.Count, dimension, weights);

        log.Info($"fitting {_options.NumberOfPrototypes} prototypes to {rows.Count} rows of {dimension} features");
        var result = KMeansTraining.Fit(values, rows.Count, dimension, Settings(weights, log));
        if (!double.IsFinite(result.Energy))
            throw new InvalidOperationException($"The summed energy overflowed ({result.Energy}): scale the features of '{_options.FeatureColumnName}'");
        var energy = new KMeansEnergy(result.Prototypes, _options.NumberOfPrototypes, dimension, _options.InverseTemperature);
        log.Info($"{(result.IsConverged ? "converged" : "stopped")} after {result.Iterations} iterations, summed energy {result.Energy:G7}");

        var outputs = new KMeansOutputs(_options, energy.NumberOfPrototypes, energy.Dimension);
        return new KMeansEnergyTransformer(_options.FeatureColumnName, outputs, energy, result.Energy, result.Iterations, result.IsConverged);
    }

    private void Validate(int count, int dimension, float[]? weights)
    {
        if (weights?.FirstOrDefault(w => w < 0) is { } negative and < 0)
            throw new InvalidOperationException(FormattableString.Invariant($"A weight of {negative} in {Weights!.Role} '{Weights.Name}': weights must not be negative"));
        var usable = weights?.Count(w => w > 0) ?? count;
        if (usable < _options.NumberOfPrototypes)
            throw new InvalidOperationException($"{usable} usable training rows for {nameof(Options.NumberOfPrototypes)} = {_options.NumberOfPrototypes}: at least as many rows as prototypes are needed");
        var given = _options.WarmStart?.Energy.Dimension ?? _options.InitialPrototypes?[0].Length;
        if (given is { } size && size != dimension)
            throw new InvalidOperationException($"{(_options.WarmStart is null ? nameof(Options.InitialPrototypes) : nameof(Options.WarmStart))}: the prototypes have {size} values, {Features.Role} '{_options.FeatureColumnName}' has {dimension}");
    }

    private KMeansSettings Settings(float[]? weights, TrainingLog log) => new()
    {
        NumberOfClusters = _options.NumberOfPrototypes,
        Initialization = HasStart ? KMeansInitialization.Given : _options.Initialization,
        InitialPrototypes = Start,
        Weights = weights,
        Mode = _options.Training,
        LearningRate = _options.LearningRate,
        NumberOfRestarts = Restarts,
        MaximumIterations = _options.MaximumIterations,
        Tolerance = _options.Tolerance,
        Seed = (ulong)(uint)_seed,
        NumberOfThreads = _options.Threads,
        CancellationToken = _options.CancellationToken,
        Progress = iteration => log.Report(new TrainingProgress(iteration.Iteration, _options.MaximumIterations, iteration.Energy)
        {
            Restart = iteration.Restart + 1,
            NumberOfRestarts = Restarts,
        }),
    };
}
