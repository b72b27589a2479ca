using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Components.AnomalyThreshold;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// Turns an energy into ML.NET's anomaly columns: Score (the energy), PredictedLabel (true above a threshold) and
/// PValue (the share of training rows with at least this energy).
/// </summary>
/// <remarks>
/// <para>
/// The threshold is a quantile of the energies seen at Fit: with contamination c it is the lowest training energy that
/// a share of at least 1 − c of the training rows does not exceed, so at most a share c of them is flagged. It can be
/// read and changed afterwards (<see cref="AnomalyThresholdTransformer.Threshold"/>) without a refit.
/// </para>
/// <para>
/// The default names of the outputs are those that ML.NET's anomaly evaluation reads; behind a clustering they hide its
/// Score and PredictedLabel. Rename or drop them in <see cref="Options"/> to keep both.
/// </para>
/// <para>
/// Training energies that are NaN or infinite are skipped with one counted warning. At Transform they give Score NaN,
/// PValue NaN and PredictedLabel true.
/// </para>
/// </remarks>
public sealed partial class AnomalyThresholdEstimator : IEstimator<AnomalyThresholdTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;

    internal AnomalyThresholdEstimator(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(AnomalyThresholdEstimator));
    }

    private InputColumn Energy => InputColumn.Scalar(_options.EnergyColumnName, "energy column");

    private OutputSet<AnomalyPass> Declared => AnomalyPass.DeclareOutputs().Named(_options.OutputNames);

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The energy column is missing or not Single.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, [Energy], Declared.Columns);

    /// <summary>Reads the training energies and sets the threshold.</summary>
    /// <param name="input">Data with an energy column, read once.</param>
    /// <returns>A transformer that holds threshold and energies.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The energy column is missing or not Single.</exception>
    /// <exception cref="InvalidOperationException">No row has a finite energy.</exception>
    /// <exception cref="OperationCanceledException"><see cref="Options.CancellationToken"/> was cancelled.</exception>
    public AnomalyThresholdTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(AnomalyThresholdEstimator));
        log.Info($"reading energies from '{_options.EnergyColumnName}'.");
        var rows = FeatureRows.Read(input, [Energy], log, _options.CancellationToken);
        var energies = rows.Values.Span;
        var distribution = EnergyDistribution.Of(energies);
        var threshold = _options.Threshold ?? EnergyDistribution.Quantile(
            energies, _options.TrainingQuantile ?? 1 - (_options.Contamination ?? Options.DefaultContamination));
        log.Info($"threshold {threshold:G7} from {rows.Count} energies between {energies[0]:G7} and {energies[^1]:G7}.");
        return new AnomalyThresholdTransformer(_options.EnergyColumnName, Declared, distribution, threshold);
    }
}
