using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased;

/// <summary>
/// What all estimators of the package share: options that are copied and checked when the estimator is made, the promise of
/// a schema, and a Fit that binds the columns, reads or streams the rows, trains, logs and can be cancelled.
/// </summary>
/// <typeparam name="TTransformer">What Fit gives.</typeparam>
/// <typeparam name="TOptions">What the estimator is told.</typeparam>
/// <remarks>
/// A row with an infinite value, or with NaN where a model does not learn from incomplete rows, is left out by Fit, which says how many in one warning. The same seed and the same data
/// give the same model, bit for bit.
/// </remarks>
public abstract class EnergyEstimator<TTransformer, TOptions> : IEstimator<TTransformer>
    where TTransformer : EnergyBasedTransformer
    where TOptions : EstimatorOptions
{
    private readonly IHost _host;

    private protected EnergyEstimator(IHostEnvironment env, TOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        CheckedOptions = (TOptions)options.CopyAndValidate();
        _host = env.Register(GetType().Name);
        if (CheckedOptions is ISeededOptions seeded)
            seeded.Seed ??= _host.Rand.Next();
    }

    /// <summary>The options as they were when the estimator was made; a seed is always set.</summary>
    private protected TOptions CheckedOptions { get; }

    /// <summary>The columns that Fit reads: features first, weights last.</summary>
    private protected abstract IReadOnlyList<InputColumn> Inputs { get; }

    /// <summary>The columns that the transformer adds, of sizes that are not known yet.</summary>
    private protected abstract IReadOnlyList<OutputColumn> Outputs { get; }

    /// <summary>The options that the size of the model follows from: "NumberOfAtoms = 100".</summary>
    private protected virtual FormattableString Size => $"The options";

    /// <summary>Whether the model is another one in other units.</summary>
    private protected virtual UnitDependence Units => UnitDependence.None;

    /// <summary>The option that training starts from, and the values that a row of the features must have for it; or null.</summary>
    private protected virtual (string Option, int Dimension)? Start => null;

    /// <summary>Promises the schema that the fitted transformer will deliver.</summary>
    /// <param name="inputSchema">The promised schema of the input.</param>
    /// <returns>The input's columns and the outputs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => SchemaShapes.Append(inputSchema, Inputs, Outputs);

    /// <summary>Trains. A second call with the same data gives the same model, bit for bit.</summary>
    /// <param name="input">
    /// The training data: read once, or by as many passes as the training takes where it is larger than the options' memory limit.
    /// </param>
    /// <returns>The transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type or size.</exception>
    /// <exception cref="InvalidOperationException">
    /// There is no usable row, or there are too few; a feature is observed in none of them; a value is out of what the model is made for or overflows; a start is of another
    /// size; the options want more room than there is; or the training diverges.
    /// </exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var log = new TrainingLog(_host, GetType().Name, CheckedOptions.Reports);
        var columns = BoundInput.Bind(Inputs, input.Schema, nameof(input));
        if (Start is var (option, dimension) && dimension != columns[0].Size)
            throw new InvalidOperationException($"{option} takes {dimension} values, {columns[0].Where} has {columns[0].Size}.");
        CheckColumns(columns);

        var units = Units == UnitDependence.None ? null : new FeatureUnits(columns, log, Units);
        var data = new TrainingReader(input, columns, log, CheckedOptions.CancellationToken, units).Read(CheckedOptions.StreamedAbove);
        if (columns.Any(c => c.Input.EachIsObserved))
            data.CheckObserved();
        log.Info($"fitting {FormattableString.Invariant(Size)} to {data} in {string.Join(", ", Inputs.Select(c => $"'{c.Name}'"))}.");
        var model = Room.For($"{FormattableString.Invariant(Size)} with {data}", () => Train(data, log));
        CheckedOptions.CancellationToken.ThrowIfCancellationRequested();
        return model;
    }

    /// <summary>Looks at the bound columns before a row is read.</summary>
    /// <exception cref="InvalidOperationException">The options do not go with them.</exception>
    private protected virtual void CheckColumns(IReadOnlyList<BoundInput> columns)
    {
    }

    /// <summary>Trains on the rows, and makes the transformer.</summary>
    private protected abstract TTransformer Train(TrainingData data, TrainingLog log);
}
