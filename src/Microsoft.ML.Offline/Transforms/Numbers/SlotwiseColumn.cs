namespace Microsoft.ML.Data;

/// <summary>What is done to the value of one slot.</summary>
internal interface ISlotOperator<T>
{
    T Apply(int slot, T value);
}

/// <summary>Makes output columns whose slots are those of an input column, each passed through an operator.</summary>
internal static class SlotwiseColumn
{
    /// <param name="column">The output column.</param>
    /// <param name="input">The input column.</param>
    /// <param name="size">How long every vector must be; 0 for any length.</param>
    /// <param name="op">What is done to a value.</param>
    public static MappedColumn Create<T, TOperator>(DataViewSchema.DetachedColumn column, DataViewSchema.Column input, int size, TOperator op)
        where TOperator : struct, ISlotOperator<T>
    {
        if (input.Type is VectorDataViewType)
            return MappedColumn.Computed(column, [input.Index], row => Vector<T, TOperator>(row.GetGetter<VBuffer<T>>(input), input.Name, size, op));

        return MappedColumn.Computed<T>(column, [input.Index], row =>
        {
            var getter = row.GetGetter<T>(input);
            return (ref T value) =>
            {
                getter(ref value);
                value = op.Apply(0, value);
            };
        });
    }

    private static ValueGetter<VBuffer<T>> Vector<T, TOperator>(ValueGetter<VBuffer<T>> getter, string name, int size, TOperator op)
        where TOperator : struct, ISlotOperator<T>
    {
        var source = default(VBuffer<T>);
        return (ref VBuffer<T> value) =>
        {
            getter(ref source);
            if (size > 0 && source.Length != size)
                throw new InvalidOperationException($"Column '{name}' has a vector of {source.Length} values where {size} are expected.");

            var editor = VBufferEditor.Create(ref value, source.Length);
            source.CopyTo(editor.Values);
            for (var i = 0; i < editor.Values.Length; i++)
                editor.Values[i] = op.Apply(i, editor.Values[i]);

            value = editor.Commit();
        };
    }
}
