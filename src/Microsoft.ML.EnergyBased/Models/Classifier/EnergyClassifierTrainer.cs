using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// A conditional energy over classes: F(x, y) for each class y, linear in x or a network, and the Gibbs distribution
/// P(y|x) = e^{−F(x,y)} / Σ_y' e^{−F(x,y')}, trained by exact maximum likelihood.
/// </summary>
/// <remarks>
/// <para>
/// The loss of a row is F(x, y) + log Σ_y' e^{−F(x,y')}: push down on the energy of the right class, up on all others, each
/// by its probability. The sum over classes is exact.
/// </para>
/// <para>
/// Outputs as ML.NET's multiclass trainers give them: Score (vector, P(y|x)), PredictedLabel (key with the label's values),
/// and Energy (Single) = −log Σ_y e^{−F(x,y)}, the energy of x itself. A row with NaN or an infinite value, or without a
/// label, is skipped at Fit; at Transform such values give NaN and a missing key.
/// </para>
/// <para>Source: LeCun et al., "A Tutorial on Energy-Based Learning" (2006), sections 1.3 and 2.2.4.</para>
/// </remarks>
public sealed partial class EnergyClassifierTrainer : IEstimator<EnergyClassifierTransformer>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly int _seed;

    internal EnergyClassifierTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.CopyAndValidate();
        _host = env.Register(nameof(EnergyClassifierTrainer));
        _seed = _options.Seed ?? _host.Rand.Next();
    }

    private InputColumn[] Columns =>
        [InputColumn.Vector(_options.FeatureColumnName, "feature column"), InputColumn.Key(_options.LabelColumnName, "label column")];

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature or label column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
        => SchemaShapes.Append(inputSchema, Columns, EnergyClassifier.DeclareOutputs().Named(_options.OutputNames).Columns);

    /// <summary>Trains the energy. A second call with the same data gives the same weights, bit for bit.</summary>
    /// <param name="input">
    /// The training data: read once, or once an epoch where it is larger than <see cref="NetworkTrainingOptions.MemoryLimit"/>.
    /// </param>
    /// <returns>A transformer that holds the energy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The feature or label column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">
    /// No usable row, a row whose squares overflow, fewer than two classes, a warm start of another size, or the training diverges.
    /// </exception>
    /// <exception cref="OperationCanceledException"><see cref="TrainingOptions.CancellationToken"/> was cancelled.</exception>
    public EnergyClassifierTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, nameof(EnergyClassifierTrainer), _options.Progress);
        var (_, dimension) = Columns[0].Bind(input.Schema, nameof(input));
        var (label, _) = Columns[1].Bind(input.Schema, nameof(input));
        var classes = ClassesOf(label);
        if (_options.WarmStart?.Energy is { } start && (start.Dimension != dimension || start.NumberOfClasses != classes))
            throw new InvalidOperationException($"{nameof(Options.WarmStart)} takes {start.Dimension} values and {start.NumberOfClasses} classes, the data has {dimension} and {classes}");

        var names = KeyNames.Of(label);
        if (_options.WarmStart?.Names is { } before && names is not null && !names.SameAs(before))
            throw new InvalidOperationException($"{nameof(Options.WarmStart)} has the classes {before}; label column '{label.Name}' has {names}: the same keys must stand for the same classes");

        var settings = _options.ToSettings() with { Seed = (ulong)(uint)_seed, Progress = epoch => log.Report(TrainingProgress.Of(epoch)) };
        log.Info($"fitting energies of {classes} classes to the {dimension} features of '{_options.FeatureColumnName}'");
        var rows = FeatureRows.ReadWithin(_options.MemoryLimit, input, Columns, log, _options.CancellationToken);
        var units = new FeatureUnits([Columns[0]], log);
        if (rows is not null)
            units.Check(rows.Values.Span, rows.Width, dimension);
        var result = Room.For(
            $"{nameof(Options.HiddenUnits)} = [{string.Join(", ", _options.HiddenUnits)}] and {nameof(Options.BatchSize)} = {_options.BatchSize} with {dimension} features and {classes} classes in label column '{label.Name}'",
            () => rows is not null
                ? ClassifierTraining.Fit(rows.Values, dimension, classes, settings)
                : ClassifierTraining.Fit(new FeatureStream(input, Columns, log, _options.CancellationToken, units, dimension).Open, dimension, classes, settings));
        log.Info($"{result.History}");

        var outputs = EnergyClassifier.DeclareOutputs(dimension, classes, names).Named(_options.OutputNames);
        return new EnergyClassifierTransformer(_options.FeatureColumnName, outputs, names, result.Energy);
    }

    private int ClassesOf(DataViewSchema.Column label)
    {
        var count = ((KeyDataViewType)label.Type).Count;
        if (count is < 2 or > int.MaxValue)
            throw new InvalidOperationException($"The label column '{label.Name}' has {count} classes: at least 2 are needed");
        return (int)count;
    }
}
