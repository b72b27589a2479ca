using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// The principal subspace as a latent-variable energy: E(y, z) = ‖(y − μ) − Wz‖² with orthonormal columns of W;
/// F(y) = ‖(y − μ) − WWᵀ(y − μ)‖², the squared distance to the subspace.
/// </summary>
/// <remarks>
/// <para>
/// The fit is exact: μ is the mean of the training rows and W holds the eigenvectors of their covariance with the greatest
/// eigenvalues, found in double. It is what a linear autoencoder with a code of r values learns at best.
/// </para>
/// <para>
/// Outputs: Energy (Single), FeatureEnergy (vector), Latent (vector of r values), Reconstruction (vector, the nearest point of the subspace). A row
/// with NaN or an infinite value is skipped at Fit, and gives NaN at Transform.
/// </para>
/// <para>
/// Source: Pearson, "On lines and planes of closest fit to systems of points in space" (1901).
/// </para>
/// </remarks>
public sealed partial class PrincipalSubspaceEstimator : IEstimator<LatentInferenceTransformer>
{
    private const int RowsAtATime = 256;

    private readonly IHost _host;
    private readonly Options _options;

    internal PrincipalSubspaceEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(PrincipalSubspaceEstimator));
    }

    private InputColumn Features => InputColumn.Vector(_options.FeatureColumnName, "feature column");

    private InputColumn? Weights => _options.ExampleWeightColumnName is { } name ? InputColumn.Weight(name) : null;

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, Weights is { } weights ? [Features, weights] : [Features], PrincipalSubspaceEnergy.DeclareOutputs().Named(_options.OutputNames).Columns);

    /// <summary>Fits the subspace. A second call with the same data gives the same one, bit for bit.</summary>
    /// <param name="input">The training data, read once.</param>
    /// <returns>A transformer that holds a <see cref="PrincipalSubspaceEnergy"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">No usable row, a row whose squares overflow, fewer features than components, so many of both that there is no room, a negative weight, or energies that overflow.</exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public LatentInferenceTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(PrincipalSubspaceEstimator), _options.Progress);
        var rows = WeightedRows.Read(input, Features, Weights, log, _options.CancellationToken);
        if (_options.NumberOfComponents > rows.Dimension)
            throw new InvalidOperationException($"{nameof(Options.NumberOfComponents)} = {_options.NumberOfComponents} for {rows.Dimension} features in {Features.Role} '{_options.FeatureColumnName}': a subspace has at most as many components as there are features");

        log.Info($"fitting {_options.NumberOfComponents} components to {rows.Count} rows of {rows.Dimension} features");
        var energy = Room.For(
            $"{nameof(Options.NumberOfComponents)} = {_options.NumberOfComponents} with {rows.Dimension} features and {rows.Count} rows",
            () => PrincipalSubspaceTraining.Fit(
                rows.Values, rows.Dimension, _options.NumberOfComponents, rows.Weights, _options.Threads, _options.CancellationToken));
        var mean = MeanEnergy(energy, rows);
        if (!double.IsFinite(mean))
            throw new InvalidOperationException($"The energy overflowed ({mean}): scale the features of '{_options.FeatureColumnName}'");
        log.Report(new TrainingProgress(1, 1, mean));
        _options.CancellationToken.ThrowIfCancellationRequested();
        log.Info($"done: {energy}, mean energy {mean:G7}");
        return new LatentInferenceTransformer(_options.FeatureColumnName, ((IModelEnergy)energy).Outputs.Named(_options.OutputNames), energy);
    }

    private double MeanEnergy(PrincipalSubspaceEnergy energy, WeightedRows rows)
    {
        var energies = new float[rows.Count];
        RowBlocks.Run(rows.Count, RowsAtATime, _options.Threads, _options.CancellationToken, (_, start, length) =>
            energy.Energy(rows.Values.Span.Slice(start * rows.Dimension, length * rows.Dimension), energies.AsSpan(start, length)));
        double sum = 0, total = 0;
        for (var i = 0; i < energies.Length; i++)
        {
            var weight = rows.Weights.Length == 0 ? 1 : rows.Weights[i];
            if (weight == 0)
                continue;
            sum += weight * energies[i];
            total += weight;
        }

        return sum / total;
    }
}
