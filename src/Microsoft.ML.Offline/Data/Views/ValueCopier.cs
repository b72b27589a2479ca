namespace Microsoft.ML.Data;

/// <summary>Copies a value so that the copy shares nothing that can change.</summary>
internal delegate void ValueCopier<T>(in T source, ref T destination);

/// <summary>Makes copiers: a vector's arrays are copied, anything else is assigned.</summary>
internal static class ValueCopier
{
    public static ValueCopier<T> Of<T>() => MemberType.ItemOf(typeof(T)) is { } item
        ? (ValueCopier<T>)GenericCall.Invoke(typeof(ValueCopier), nameof(OfVector), [item])!
        : (in T source, ref T destination) => destination = source;

    private static ValueCopier<VBuffer<T>> OfVector<T>() =>
        (in VBuffer<T> source, ref VBuffer<T> destination) => source.CopyTo(ref destination);
}
