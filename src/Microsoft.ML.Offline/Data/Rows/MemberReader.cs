using System.Numerics;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Makes the getter of a column from a member of a row class.</summary>
internal static class MemberReader
{
    /// <returns>A <see cref="ValueGetter{TValue}"/> of the column's raw type; it reads the holder's current row.</returns>
    public static Delegate Create<TRow>(RowHolder<TRow> holder, MemberInfo member, DataViewType type)
        where TRow : class
    {
        var memberType = MemberType.Of(member);
        if (!MemberType.Fits(memberType, type))
            throw new ArgumentOutOfRangeException(nameof(type), $"Member {member.Name} of type {memberType} cannot be read as a column of type {type}.");

        if (type is KeyDataViewType key)
            return (Delegate)GenericCall.Invoke(typeof(MemberReader), nameof(Key), [typeof(TRow), memberType], holder, member, key.Count)!;
        if (memberType == typeof(string))
            return Text(holder, member);
        if (memberType == typeof(string[]))
            return TextArray(holder, member);

        var item = MemberType.ItemOf(memberType);
        var name = item is null ? nameof(Scalar) : memberType.IsSZArray ? nameof(Array) : nameof(Buffer);
        return (Delegate)GenericCall.Invoke(typeof(MemberReader), name, [typeof(TRow), item ?? memberType], holder, member)!;
    }

    private static ValueGetter<T> Scalar<TRow, T>(RowHolder<TRow> holder, MemberInfo member)
        where TRow : class
    {
        var read = MemberAccess<TRow, T>.Reader(member);
        return (ref T value) => value = read(holder.Current);
    }

    // In an object the categories are counted from 0, in a column from 1; what is no category is missing.
    private static ValueGetter<T> Key<TRow, T>(RowHolder<TRow> holder, MemberInfo member, ulong count)
        where TRow : class
        where T : struct, IBinaryInteger<T>
    {
        var read = MemberAccess<TRow, T>.Reader(member);
        return (ref T value) =>
        {
            value = read(holder.Current);
            value = ulong.CreateTruncating(value) < count ? value + T.One : T.Zero;
        };
    }

    private static ValueGetter<ReadOnlyMemory<char>> Text<TRow>(RowHolder<TRow> holder, MemberInfo member)
        where TRow : class
    {
        var read = MemberAccess<TRow, string?>.Reader(member);
        return (ref ReadOnlyMemory<char> value) => value = read(holder.Current).AsMemory();
    }

    private static ValueGetter<VBuffer<T>> Array<TRow, T>(RowHolder<TRow> holder, MemberInfo member)
        where TRow : class
    {
        var read = MemberAccess<TRow, T[]?>.Reader(member);
        return (ref VBuffer<T> value) =>
        {
            var source = read(holder.Current);
            var editor = VBufferEditor.Create(ref value, source?.Length ?? 0);
            source.AsSpan().CopyTo(editor.Values);
            value = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> TextArray<TRow>(RowHolder<TRow> holder, MemberInfo member)
        where TRow : class
    {
        var read = MemberAccess<TRow, string?[]?>.Reader(member);
        return (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            var source = read(holder.Current) ?? [];
            var editor = VBufferEditor.Create(ref value, source.Length);
            for (var i = 0; i < source.Length; i++)
                editor.Values[i] = source[i].AsMemory();

            value = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<T>> Buffer<TRow, T>(RowHolder<TRow> holder, MemberInfo member)
        where TRow : class
    {
        var read = MemberAccess<TRow, VBuffer<T>>.Reader(member);
        return (ref VBuffer<T> value) => read(holder.Current).CopyTo(ref value);
    }
}
