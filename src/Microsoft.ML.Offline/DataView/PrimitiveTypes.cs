namespace Microsoft.ML.Data;

/// <summary>Which column type stands for which .NET type.</summary>
internal static class PrimitiveTypes
{
    private static readonly PrimitiveDataViewType[] Primitives =
    [
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, BooleanDataViewType.Instance, TextDataViewType.Instance,
        DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, TimeSpanDataViewType.Instance, RowIdDataViewType.Instance,
    ];

    /// <summary>The number type whose values are of <paramref name="type"/>.</summary>
    public static NumberDataViewType NumberOf(Type type) =>
        OrNull(type) as NumberDataViewType
        ?? throw new ArgumentException($"{type} is not a number of a column.", nameof(type));

    /// <summary>The plain type (no key, no vector) whose values are of <paramref name="type"/>; strings count as text.</summary>
    public static PrimitiveDataViewType? OrNull(Type type) =>
        type == typeof(string) ? TextDataViewType.Instance : Array.Find(Primitives, p => p.RawType == type);
}
