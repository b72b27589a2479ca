using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Components.LatentInference;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A Gaussian mixture as a latent-variable energy: E(y, z) = −ln π_z − ln N(y; μ_z, Σ_z) with z one-hot over K components;
/// F_β(y) = −(1/β) ln Σ_z e^{−βE(y,z)}, which at β = 1 is the negative log-likelihood.
/// </summary>
/// <remarks>
/// <para>
/// Trained by expectation and maximisation from the clusters of K-means on columns that are standardised, and that further
/// restarts stretch by factors of their own: each row takes its responsibilities, then each
/// component the weight, mean and covariance of its rows. The covariance of highest likelihood among those that
/// <see cref="Options.VarianceFloor"/> allows is taken, so that no iteration lowers the likelihood. The best of
/// <see cref="Options.NumberOfRestarts"/> fits is kept.
/// </para>
/// <para>
/// Outputs: Energy (Single), Latent (vector of K responsibilities), Reconstruction (vector, the mean under them), Score (vector of
/// E(y, z) for each z) and PredictedLabel (key, the component of least energy), which ML.NET's clustering metrics read. A row with NaN
/// or an infinite value is skipped at Fit, and gives NaN (and no label) at Transform. Fit warns of components that stand on
/// <see cref="Options.VarianceFloor"/>, as one with fewer rows than its covariance needs does.
/// </para>
/// <para>
/// Source: Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm" (1977).
/// </para>
/// </remarks>
public sealed partial class MixtureEnergyEstimator : IEstimator<LatentInferenceTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal MixtureEnergyEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(MixtureEnergyEstimator));
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    // Its sums are in double, and its energies in nats.
    private InputColumn Features => InputColumn.Vector(_options.FeatureColumnName, "feature column") with { HasLimitedLength = false };

    private InputColumn? Weights => _options.ExampleWeightColumnName is { } name ? InputColumn.Weight(name) : null;

    // One component has one start.
    private int Restarts => _options.NumberOfComponents == 1 ? 1 : _options.NumberOfRestarts;

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, Weights is { } weights ? [Features, weights] : [Features], new LatentOutputs(_options.Columns, 0, 0).All);

    /// <summary>Fits the mixture. A second call with the same data gives the same one, bit for bit.</summary>
    /// <param name="input">The training data, read once.</param>
    /// <returns>A transformer that holds a <see cref="MixtureEnergy"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No usable row, fewer rows than components, a negative weight, or a likelihood that is not finite.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public LatentInferenceTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(MixtureEnergyEstimator), _options.Progress);
        var rows = WeightedRows.Read(input, Features, Weights, log, _options.CancellationToken);
        if (rows.Usable < _options.NumberOfComponents)
            throw new InvalidOperationException($"{rows.Usable} usable training rows for {nameof(Options.NumberOfComponents)} = {_options.NumberOfComponents}: at least as many rows as components are needed");

        log.Info($"fitting {_options.NumberOfComponents} Gaussians to {rows.Count} rows of {rows.Dimension} features");
        var result = Room.For(
            $"{nameof(Options.NumberOfComponents)} = {_options.NumberOfComponents} and {nameof(Options.Covariance)} = {_options.Covariance} with {rows.Dimension} features and {rows.Count} rows",
            () => MixtureTraining.Fit(rows.Values, rows.Dimension, Settings(rows.Weights, log)));
        _options.CancellationToken.ThrowIfCancellationRequested();
        if (result.OnFloor > 0)
        {
            log.Warning(
                $"{result.OnFloor} of {_options.NumberOfComponents} components stand on {nameof(Options.VarianceFloor)} = {_options.VarianceFloor} of the features' variances: they have too few rows for a {_options.Covariance} covariance of {rows.Dimension} features, or rows that lie in a plane, and fit them too closely. Raise it, or take fewer components or a simpler covariance");
        }
        log.Info($"{(result.IsConverged ? "converged" : "stopped")} after {result.Iterations} iterations, mean energy {-result.LogLikelihood:G7}");
        return new LatentInferenceTransformer(_options.Columns, new MixtureEnergy(result.Components, _options.InverseTemperature));
    }

    private MixtureSettings Settings(double[] weights, TrainingLog log) => new()
    {
        NumberOfComponents = _options.NumberOfComponents,
        Covariance = _options.Covariance,
        VarianceFloor = _options.VarianceFloor,
        NumberOfRestarts = Restarts,
        MaximumIterations = _options.MaximumIterations,
        Tolerance = _options.Tolerance,
        Weights = weights,
        Seed = (ulong)(uint)_seed,
        NumberOfThreads = _options.Threads,
        CancellationToken = _options.CancellationToken,
        Progress = iteration => log.Report(new TrainingProgress(iteration.Iteration, _options.MaximumIterations, -iteration.LogLikelihood)
        {
            Restart = iteration.Restart + 1,
            NumberOfRestarts = Restarts,
            LogLikelihood = iteration.LogLikelihood,
        }),
    };
}
