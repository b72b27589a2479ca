namespace Microsoft.ML.Data;

/// <summary>One column of a mapping's output: an input column as it is, or one that is computed from some.</summary>
internal sealed class MappedColumn
{
    private readonly Func<DataViewRow, Delegate>? _createGetter;

    private MappedColumn(DataViewSchema.DetachedColumn column, int[] inputs, Func<DataViewRow, Delegate>? createGetter)
    {
        Column = column;
        Inputs = inputs;
        _createGetter = createGetter;
    }

    public DataViewSchema.DetachedColumn Column { get; }

    /// <summary>The indices of the input columns that this one is made of.</summary>
    public int[] Inputs { get; }

    public static MappedColumn PassThrough(DataViewSchema.Column input, string? name = null) =>
        new(new DataViewSchema.DetachedColumn(name ?? input.Name, input.Type, input.Annotations), [input.Index], null);

    /// <param name="column">Name, type and annotations.</param>
    /// <param name="inputs">The indices of the input columns it is made of.</param>
    /// <param name="createGetter">Makes a getter over a row in which those columns are active.</param>
    public static MappedColumn Computed<TValue>(DataViewSchema.DetachedColumn column, int[] inputs, Func<DataViewRow, ValueGetter<TValue>> createGetter) =>
        new(column, inputs, createGetter);

    public ValueGetter<TValue> GetGetter<TValue>(DataViewRow input)
    {
        if (_createGetter is null)
            return input.GetGetter<TValue>(input.Schema[Inputs[0]]);
        if (Column.Type.RawType != typeof(TValue))
            throw new InvalidOperationException($"Invalid TValue: '{typeof(TValue)}', expected type: '{Column.Type.RawType}'.");

        return (ValueGetter<TValue>)_createGetter(input);
    }
}
