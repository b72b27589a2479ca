using System.Numerics;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>The values that keys stand for, in the order of the keys.</summary>
internal static class KeyValues
{
    public static MappedColumn Apply(string outputName, DataViewSchema.Column input, KeyDataViewType key, PrimitiveDataViewType valueType) =>
        (MappedColumn)GenericCall.Invoke(typeof(KeyValues), nameof(Column), [key.RawType, valueType.RawType], outputName, input, valueType)!;

    private static MappedColumn Column<TKey, TValue>(string outputName, DataViewSchema.Column input, PrimitiveDataViewType valueType)
        where TKey : struct, IBinaryInteger<TKey>
        where TValue : struct, IEquatable<TValue>
    {
        if (input.Type is not VectorDataViewType vector)
        {
            var scalar = new DataViewSchema.DetachedColumn(outputName, valueType);
            return MappedColumn.Computed(scalar, [input.Index], row => Scalar(row.GetGetter<TKey>(input), Of<TValue>(input)));
        }

        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.Add(input.Annotations, kind => kind == AnnotationKinds.SlotNames);
        var column = new DataViewSchema.DetachedColumn(outputName, new VectorDataViewType(valueType, vector.Dimensions), annotations.ToAnnotations());
        return MappedColumn.Computed(column, [input.Index], row => Vector(row.GetGetter<VBuffer<TKey>>(input), Of<TValue>(input)));
    }

    private static TValue[] Of<TValue>(DataViewSchema.Column input)
    {
        var values = default(VBuffer<TValue>);
        input.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    private static ValueGetter<TValue> Scalar<TKey, TValue>(ValueGetter<TKey> getter, TValue[] values)
        where TKey : struct, IBinaryInteger<TKey>
        where TValue : struct
    {
        TKey key = default;
        return (ref TValue value) =>
        {
            getter(ref key);
            value = ValueOf(key, values);
        };
    }

    private static ValueGetter<VBuffer<TValue>> Vector<TKey, TValue>(ValueGetter<VBuffer<TKey>> getter, TValue[] values)
        where TKey : struct, IBinaryInteger<TKey>
        where TValue : struct, IEquatable<TValue>
    {
        // The keys that a sparse vector leaves out are missing ones. Their values can be left out if they are the default.
        var missing = MissingValues.MissingOf<TValue>();
        var staysSparse = missing.Equals(default);
        var source = default(VBuffer<TKey>);
        return (ref VBuffer<TValue> value) =>
        {
            getter(ref source);
            var keys = source.GetValues();
            var indices = source.GetIndices();
            var isSparse = !source.IsDense && staysSparse;
            var editor = VBufferEditor.Create(ref value, source.Length, isSparse ? keys.Length : source.Length);
            if (isSparse)
                indices.CopyTo(editor.Indices);
            else if (!source.IsDense)
                editor.Values.Fill(missing);

            for (var i = 0; i < keys.Length; i++)
                editor.Values[source.IsDense || isSparse ? i : indices[i]] = ValueOf(keys[i], values);

            value = editor.Commit();
        };
    }

    // A key beyond the count stands for nothing, as 0 does.
    private static TValue ValueOf<TKey, TValue>(TKey key, TValue[] values)
        where TKey : struct, IBinaryInteger<TKey>
        where TValue : struct
    {
        var position = ulong.CreateTruncating(key) - 1;
        return position < (ulong)values.Length ? values[position] : MissingValues.MissingOf<TValue>();
    }
}
