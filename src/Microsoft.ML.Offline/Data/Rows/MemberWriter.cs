using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Makes what copies a column of a row into a member of an object.</summary>
internal static class MemberWriter
{
    public static Action<TRow> Create<TRow>(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
        where TRow : class
    {
        var memberType = MemberType.Of(member);
        if (memberType == typeof(string))
            return Text<TRow>(source, column, member);
        if (memberType == typeof(string[]))
            return TextArray<TRow>(source, column, member);

        var item = MemberType.ItemOf(memberType);
        var name = item is null ? nameof(Scalar) : memberType.IsSZArray ? nameof(Array) : nameof(Buffer);
        return (Action<TRow>)GenericCall.Invoke(typeof(MemberWriter), name, [typeof(TRow), item ?? memberType], source, column, member)!;
    }

    private static Action<TRow> Scalar<TRow, T>(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
        where TRow : class
    {
        var getter = source.GetGetter<T>(column);
        var write = MemberAccess<TRow, T>.Writer(member);
        T value = default!;
        return row =>
        {
            getter(ref value);
            write(row, value);
        };
    }

    private static Action<TRow> Text<TRow>(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
        where TRow : class
    {
        var getter = source.GetGetter<ReadOnlyMemory<char>>(column);
        var write = MemberAccess<TRow, string>.Writer(member);
        var value = default(ReadOnlyMemory<char>);
        return row =>
        {
            getter(ref value);
            write(row, value.ToString());
        };
    }

    // An array of the right length that the row object already holds is filled again, so a reused row costs no allocation.
    // No array at all stays so for an empty vector.
    private static Action<TRow> Array<TRow, T>(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
        where TRow : class
    {
        var getter = source.GetGetter<VBuffer<T>>(column);
        var current = Current<TRow, T[]?>(member);
        var write = MemberAccess<TRow, T[]>.Writer(member);
        var buffer = default(VBuffer<T>);
        return row =>
        {
            getter(ref buffer);
            var array = current(row);
            if (array is null ? buffer.Length > 0 : array.Length != buffer.Length)
            {
                array = new T[buffer.Length];
                write(row, array);
            }

            buffer.CopyTo(array);
        };
    }

    private static Action<TRow> TextArray<TRow>(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
        where TRow : class
    {
        var getter = source.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var write = MemberAccess<TRow, string[]>.Writer(member);
        var current = Current<TRow, string[]?>(member);
        var buffer = default(VBuffer<ReadOnlyMemory<char>>);
        return row =>
        {
            getter(ref buffer);
            if (buffer.Length > 0 || current(row) is not null)
                write(row, [.. buffer.DenseValues().Select(text => text.ToString())]);
        };
    }

    private static Action<TRow> Buffer<TRow, T>(DataViewRow source, DataViewSchema.Column column, MemberInfo member)
        where TRow : class
    {
        var getter = source.GetGetter<VBuffer<T>>(column);
        var current = Current<TRow, VBuffer<T>>(member);
        var write = MemberAccess<TRow, VBuffer<T>>.Writer(member);
        return row =>
        {
            var buffer = current(row);
            getter(ref buffer);
            write(row, buffer);
        };
    }

    private static Func<TRow, TMember?> Current<TRow, TMember>(MemberInfo member)
        where TRow : class =>
        member is PropertyInfo property && property.GetGetMethod() is null ? _ => default : MemberAccess<TRow, TMember?>.Reader(member);
}
