using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <inheritdoc cref="KeyMap"/>
internal sealed class KeyMap<T>(PrimitiveDataViewType itemType, KeyItem<T> item, bool valuesAsText) : KeyMap(itemType)
    where T : notnull
{
    private readonly List<T> _values = [];
    private readonly Dictionary<T, uint> _keys = new(item);

    public override int Count => _values.Count;

    public override Action CreateCollector(DataViewRow row, DataViewSchema.Column column, int maximumNumberOfKeys)
    {
        if (column.Type is VectorDataViewType)
        {
            var vectorGetter = row.GetGetter<VBuffer<T>>(column);
            var vector = default(VBuffer<T>);
            return () =>
            {
                vectorGetter(ref vector);
                foreach (var slot in vector.DenseValues())
                    Collect(slot, maximumNumberOfKeys);
            };
        }

        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            Collect(value, maximumNumberOfKeys);
        };
    }

    public override void Sort()
    {
        _values.Sort(item);
        for (var i = 0; i < _values.Count; i++)
            _keys[_values[i]] = (uint)i + 1;
    }

    public override MappedColumn Apply(string outputName, DataViewSchema.Column input)
    {
        // A key has at least one category, be there a value for it or not.
        var key = new KeyDataViewType(typeof(uint), Math.Max(1, _values.Count));
        if (input.Type is not VectorDataViewType vector)
        {
            var scalar = new DataViewSchema.DetachedColumn(outputName, key, Annotations(input));
            return MappedColumn.Computed(scalar, [input.Index], row => Scalar(row.GetGetter<T>(input)));
        }

        var column = new DataViewSchema.DetachedColumn(outputName, new VectorDataViewType(key, vector.Dimensions), Annotations(input));
        return MappedColumn.Computed(column, [input.Index], row => Vector(row.GetGetter<VBuffer<T>>(input)));
    }

    private protected override void LoadValue(ModelLoadContext ctx)
    {
        if (!TryAdd(item.Load(ctx)))
            throw new FormatException("The model has two keys for one value.");
    }

    private protected override void SaveValues(ModelSaveContext ctx)
    {
        ctx.Writer.Write(valuesAsText);
        ctx.Writer.Write(_values.Count);
        foreach (var value in _values)
            item.Save(ctx, value);
    }

    private void Collect(T value, int maximumNumberOfKeys)
    {
        if (_values.Count < maximumNumberOfKeys && !item.IsMissing(value) && !_keys.ContainsKey(value))
            TryAdd(item.Keep(value));
    }

    private bool TryAdd(T value)
    {
        if (!_keys.TryAdd(value, (uint)_values.Count + 1))
            return false;

        _values.Add(value);
        return true;
    }

    // Missing values never got a key, so they are found as little as unknown ones: 0.
    private uint KeyOf(T value) => _keys.GetValueOrDefault(value);

    private ValueGetter<uint> Scalar(ValueGetter<T> getter)
    {
        T source = default!;
        return (ref uint value) =>
        {
            getter(ref source);
            value = KeyOf(source);
        };
    }

    private ValueGetter<VBuffer<uint>> Vector(ValueGetter<VBuffer<T>> getter)
    {
        var source = default(VBuffer<T>);
        return (ref VBuffer<uint> value) =>
        {
            getter(ref source);
            var editor = VBufferEditor.Create(ref value, source.Length);
            editor.Values.Fill(KeyOf(default!));
            var values = source.GetValues();
            var indices = source.GetIndices();
            for (var i = 0; i < values.Length; i++)
                editor.Values[source.IsDense ? i : indices[i]] = KeyOf(values[i]);

            value = editor.Commit();
        };
    }

    private DataViewSchema.Annotations Annotations(DataViewSchema.Column input)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        if (_values.Count > 0 && valuesAsText)
            AddKeyValues(builder, TextDataViewType.Instance, [.. _values.Select(v => item.ToText(v).AsMemory())]);
        else if (_values.Count > 0)
            AddKeyValues(builder, ItemType, _values.ToArray());

        builder.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        return builder.ToAnnotations();
    }

    private static void AddKeyValues<TValue>(DataViewSchema.Annotations.Builder builder, PrimitiveDataViewType type, TValue[] values) =>
        builder.Add(
            AnnotationKinds.KeyValues,
            new VectorDataViewType(type, values.Length),
            (ref VBuffer<TValue> value) => VBuffer<TValue>.Copy(values, 0, ref value, values.Length));
}
