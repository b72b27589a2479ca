using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Reads the slots of a column of numbers as Double, a scalar as one slot.</summary>
internal static class SlotReader
{
    /// <returns>A function that reads the current row; its result is overwritten by the next call.</returns>
    public static Func<ArraySegment<double>> Create(DataViewRow row, DataViewSchema.Column column)
    {
        var name = column.Type is VectorDataViewType ? nameof(Vector) : nameof(Scalar);
        var item = ItemTypes.Of(column.Type).RawType;
        return (Func<ArraySegment<double>>)GenericCall.Invoke(typeof(SlotReader), name, [item], row, column)!;
    }

    private static Func<ArraySegment<double>> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        var getter = row.GetGetter<T>(column);
        var slots = new double[1];
        T value = default!;
        return () =>
        {
            getter(ref value);
            slots[0] = double.CreateTruncating(value);
            return slots;
        };
    }

    private static Func<ArraySegment<double>> Vector<T>(DataViewRow row, DataViewSchema.Column column)
        where T : INumber<T>
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        var slots = Array.Empty<double>();
        var value = default(VBuffer<T>);
        return () =>
        {
            getter(ref value);
            if (slots.Length < value.Length)
                slots = new double[value.Length];

            Array.Clear(slots, 0, value.Length);
            var values = value.GetValues();
            var indices = value.GetIndices();
            for (var i = 0; i < values.Length; i++)
                slots[value.IsDense ? i : indices[i]] = double.CreateTruncating(values[i]);

            return new ArraySegment<double>(slots, 0, value.Length);
        };
    }
}
