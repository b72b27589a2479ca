namespace Microsoft.ML.Data;

/// <summary>Which slot of a store a getter reads.</summary>
internal sealed class StoreSlot
{
    public int Index;
}

/// <summary>Copies of the values of one column, one a slot.</summary>
internal abstract class ColumnStore
{
    public static ColumnStore Create(Type rawType) =>
        (ColumnStore)Activator.CreateInstance(typeof(ColumnStore<>).MakeGenericType(rawType))!;

    /// <summary>What copies the row's current value into a slot.</summary>
    public abstract Action<int> CreateWriter(DataViewRow row, DataViewSchema.Column column);

    /// <summary>A getter of the slot that <paramref name="slot"/> names at the time; <paramref name="check"/> runs first.</summary>
    public abstract Delegate CreateGetter(StoreSlot slot, Action check);
}

/// <inheritdoc cref="ColumnStore"/>
internal sealed class ColumnStore<T> : ColumnStore
{
    private static readonly ValueCopier<T> Copy = ValueCopier.Of<T>();

    private T[] _values = [];

    public override Action<int> CreateWriter(DataViewRow row, DataViewSchema.Column column) => CreateWriter(row.GetGetter<T>(column));

    public Action<int> CreateWriter(ValueGetter<T> getter) => slot =>
    {
        if (slot >= _values.Length)
            Array.Resize(ref _values, Math.Max(slot + 1, Math.Max(16, 2 * _values.Length)));

        getter(ref _values[slot]);
    };

    public override Delegate CreateGetter(StoreSlot slot, Action check) => (ValueGetter<T>)((ref T value) =>
    {
        check();
        Copy(in _values[slot.Index], ref value);
    });
}
