namespace Microsoft.ML.Data;

/// <summary>The plain column types.</summary>
internal static class PrimitiveTypes
{
    private static readonly PrimitiveDataViewType[] All =
    [
        NumberDataViewType.SByte, NumberDataViewType.Byte, NumberDataViewType.Int16, NumberDataViewType.UInt16,
        NumberDataViewType.Int32, NumberDataViewType.UInt32, NumberDataViewType.Int64, NumberDataViewType.UInt64,
        NumberDataViewType.Single, NumberDataViewType.Double, TextDataViewType.Instance, BooleanDataViewType.Instance,
        TimeSpanDataViewType.Instance, DateTimeDataViewType.Instance, DateTimeOffsetDataViewType.Instance, RowIdDataViewType.Instance,
    ];

    /// <summary>The number type whose values are of <paramref name="type"/>.</summary>
    public static NumberDataViewType NumberOf(Type type) =>
        Array.Find(All, p => p.RawType == type) as NumberDataViewType
        ?? throw new ArgumentException($"{type} is no number of a column.", nameof(type));
}
