using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>
/// The contract that every component passes, over real pipelines, by theme in the files beside this one. A
/// component's subclass says how it is made and what it reads and gives; what it has not, it excuses with
/// <see cref="DoesNotApplyAttribute"/>.
/// </summary>
/// <typeparam name="TEstimator">The estimator.</typeparam>
/// <typeparam name="TTransformer">The transformer that it fits.</typeparam>
/// <typeparam name="TOptions">Its options; well-known ones (Seed, NumberOfThreads, Progress, ...) are found by name.</typeparam>
public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
    where TEstimator : class, IEstimator<TTransformer>
    where TTransformer : class, ITransformer
    where TOptions : class
{
    private const int Seed = 7;

    /// <summary>Options with which Fit takes milliseconds, and in which all outputs are on.</summary>
    protected abstract TOptions QuickOptions();

    protected abstract TEstimator Create(MLContext ml, TOptions options);

    /// <summary>Training data, the same object each time: rows with zeros, at least 40, none like another.</summary>
    protected abstract Table Training { get; }

    /// <summary>The columns of Single that Transform reads.</summary>
    protected abstract IReadOnlyList<string> Inputs { get; }

    /// <summary>Those of <see cref="Inputs"/> without which Transform gives only the outputs that do not read them.</summary>
    protected virtual IReadOnlyList<string> OptionalInputs => [];

    /// <summary>Columns that only Fit reads, of any type: a weight or a label for example.</summary>
    protected virtual IReadOnlyList<string> TrainingInputs => [];

    protected abstract IReadOnlyList<Output> Outputs { get; }

    /// <summary>Whether a value that most options refuse (0, a negative count, NaN, infinity, ...) is good for this one.</summary>
    protected virtual bool IsGood(string option, object? value) => option == nameof(Seed);

    /// <summary>Bad values beyond those that the options' types give: the option to be named, and how to set it.</summary>
    protected virtual IEnumerable<(string Option, Action<TOptions> Set)> MoreBadOptions => [];

    /// <summary>Whether a NaN at Transform stands for a value to be filled in, so that only a row of nothing else is bad.</summary>
    protected virtual bool NaNIsUnobserved => false;

    /// <summary>Whether Fit takes vectors of any size: false where what is embedded has one.</summary>
    protected virtual bool TakesAnySize => true;

    private MLContext Ml { get; } = new(seed: 1);

    private Table Scoring => field ??= Training.Only(Inputs);

    private IEnumerable<string> OutputNames => Outputs.Select(o => o.Name);

    private IEnumerable<string> InputsOf(string output) => Outputs.First(o => o.Name == output).Reads ?? Inputs;

    private IEnumerable<string> VectorInputs => Inputs.Where(i => Training[i].Type is VectorDataViewType);

    /// <summary>All that Fit reads as numbers, in which NaN and infinity can stand.</summary>
    private IEnumerable<string> NumbersOfFit => Inputs.Concat(TrainingInputs).Where(IsSingle);

    private bool IsSingle(string name)
        => NumberDataViewType.Single.Equals(Training[name].Type is VectorDataViewType vector ? vector.ItemType : Training[name].Type);

    private static bool HasOption(string name) => OptionValues.Has(typeof(TOptions), name);

    /// <summary>Quick options with a seed, where the component takes one, and with further options by name.</summary>
    private TOptions Options(params (string Name, object? Value)[] more)
    {
        var options = QuickOptions();
        if (HasOption(nameof(Seed)))
            OptionValues.Set(options, nameof(Seed), Seed);
        foreach (var (name, value) in more)
            OptionValues.Set(options, name, value);
        return options;
    }

    private TEstimator Estimator(MLContext? ml = null, TOptions? options = null) => Create(ml ?? Ml, options ?? Options());

    private TTransformer Fit(Table? training = null, MLContext? ml = null, TOptions? options = null)
        => Estimator(ml, options).Fit((training ?? Training).View());

    private SavedModel Save(ITransformer model, MLContext? ml = null) => SavedModel.Of(ml ?? Ml, model, Training.Schema);

    private static ITransformer Reload(ITransformer model, DataViewSchema schema, MLContext? ml = null)
        => SavedModel.Load(ml ?? new MLContext(), SavedModel.Zip(new MLContext(), model, schema));

    private IReadOnlyList<DataViewSchema.Column> OutputColumns(DataViewSchema schema) => [.. OutputNames.Select(n => schema[n])];

    /// <summary>The outputs for each row, as text that is equal when the bits are.</summary>
    private string[] Score(ITransformer model, IDataView data)
    {
        var view = model.Transform(data);
        return ViewText.OfRows(view, OutputColumns(view.Schema));
    }

    private string[] Score(ITransformer model, Table? table = null) => Score(model, (table ?? Scoring).View());
}
