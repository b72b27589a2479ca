using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>What a type needs so that its values can get keys.</summary>
internal abstract class KeyItem<T> : IEqualityComparer<T>, IComparer<T>
{
    public abstract bool IsMissing(T value);

    public abstract bool Equals(T? x, T? y);

    public abstract int GetHashCode(T value);

    public abstract int Compare(T? x, T? y);

    /// <summary>A value that stays as it is when the row moves on.</summary>
    public abstract T Keep(T value);

    public abstract string ToText(T value);

    public abstract void Save(ModelSaveContext ctx, T value);

    public abstract T Load(ModelLoadContext ctx);
}

/// <summary>Text, compared character by character; empty text is missing.</summary>
internal sealed class TextKeyItem : KeyItem<ReadOnlyMemory<char>>
{
    public override bool IsMissing(ReadOnlyMemory<char> value) => value.IsEmpty;

    public override bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

    public override int GetHashCode(ReadOnlyMemory<char> value) => string.GetHashCode(value.Span);

    public override int Compare(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceCompareTo(y.Span);

    public override ReadOnlyMemory<char> Keep(ReadOnlyMemory<char> value) => value.ToString().AsMemory();

    public override string ToText(ReadOnlyMemory<char> value) => value.ToString();

    public override void Save(ModelSaveContext ctx, ReadOnlyMemory<char> value) => ctx.SaveNonEmptyString(value.ToString());

    public override ReadOnlyMemory<char> Load(ModelLoadContext ctx) => ctx.LoadNonEmptyString().AsMemory();
}

/// <summary>Numbers and Booleans; NaN is missing.</summary>
internal sealed class NumberKeyItem<T> : KeyItem<T>
    where T : unmanaged, IEquatable<T>, IComparable<T>, IConvertible
{
    public override bool IsMissing(T value) => value is float.NaN or double.NaN;

    public override bool Equals(T x, T y) => x.Equals(y);

    public override int GetHashCode(T value) => value.GetHashCode();

    public override int Compare(T x, T y) => x.CompareTo(y);

    public override T Keep(T value) => value;

    public override string ToText(T value) => value.ToString(CultureInfo.InvariantCulture);

    public override void Save(ModelSaveContext ctx, T value) => ctx.Writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public override T Load(ModelLoadContext ctx)
    {
        T value = default;
        ctx.Reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }
}
