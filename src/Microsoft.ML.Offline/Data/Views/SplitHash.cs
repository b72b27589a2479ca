using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

/// <summary>Maps rows to numbers in [0, 1) by a hash, so that each row falls to the same side of a split in every pass and order.</summary>
internal static class SplitHash
{
    /// <summary>The number of a row's id, or of its value in the sampling key column when there is one.</summary>
    public static Func<double> Create(DataViewRow row, DataViewSchema.Column? samplingKey, int seed)
    {
        if (samplingKey is not { } column)
        {
            var idGetter = row.GetIdGetter();
            var id = default(DataViewRowId);
            return () =>
            {
                idGetter(ref id);
                return ToUnit(Mix(Mix((uint)seed, id.Low), id.High));
            };
        }

        return column.Type switch
        {
            TextDataViewType => OfText(row.GetGetter<ReadOnlyMemory<char>>(column), seed),
            DateTimeOffsetDataViewType => OfInstant(row.GetGetter<DateTimeOffset>(column), seed),
            _ => (Func<double>)GenericCall.Invoke(typeof(SplitHash), nameof(OfValue), [column.Type.RawType], row, column, seed)!,
        };
    }

    private static Func<double> OfText(ValueGetter<ReadOnlyMemory<char>> getter, int seed)
    {
        var value = default(ReadOnlyMemory<char>);
        return () =>
        {
            getter(ref value);
            return ToUnit(OfBytes(MemoryMarshal.AsBytes(value.Span), seed));
        };
    }

    // Not by its bytes, some of which are padding.
    private static Func<double> OfInstant(ValueGetter<DateTimeOffset> getter, int seed)
    {
        var value = default(DateTimeOffset);
        return () =>
        {
            getter(ref value);
            return ToUnit(Mix(Mix((uint)seed, (ulong)value.Ticks), (ulong)value.Offset.Ticks));
        };
    }

    private static Func<double> OfValue<T>(DataViewRow row, DataViewSchema.Column column, int seed)
        where T : struct
    {
        var getter = row.GetGetter<T>(column);
        var value = default(T);
        return () =>
        {
            getter(ref value);
            return ToUnit(OfBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)), seed));
        };
    }

    private static ulong OfBytes(ReadOnlySpan<byte> bytes, int seed)
    {
        var hash = Mix((uint)seed, (ulong)bytes.Length);
        foreach (var value in bytes)
            hash = (hash ^ value) * 0x100000001B3;

        return Mix(hash, 0);
    }

    // The finalizer of MurmurHash3 (Austin Appleby, public domain), over the sum of state and input.
    private static ulong Mix(ulong state, ulong input)
    {
        var hash = (state * 0x9E3779B97F4A7C15) + input + 0x632BE59BD9B4E019;
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    private static double ToUnit(ulong hash) => (hash >> 11) * (1.0 / (1UL << 53));
}
