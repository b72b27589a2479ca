namespace Microsoft.ML.Data;

/// <summary>The plain column types that kinds, members and attributes stand for.</summary>
internal static class DataKinds
{
    public static PrimitiveDataViewType FromKind(DataKind kind) => kind switch
    {
        DataKind.SByte => NumberDataViewType.SByte,
        DataKind.Byte => NumberDataViewType.Byte,
        DataKind.Int16 => NumberDataViewType.Int16,
        DataKind.UInt16 => NumberDataViewType.UInt16,
        DataKind.Int32 => NumberDataViewType.Int32,
        DataKind.UInt32 => NumberDataViewType.UInt32,
        DataKind.Int64 => NumberDataViewType.Int64,
        DataKind.UInt64 => NumberDataViewType.UInt64,
        DataKind.Single => NumberDataViewType.Single,
        DataKind.Double => NumberDataViewType.Double,
        DataKind.String => TextDataViewType.Instance,
        DataKind.Boolean => BooleanDataViewType.Instance,
        DataKind.TimeSpan => TimeSpanDataViewType.Instance,
        DataKind.DateTime => DateTimeDataViewType.Instance,
        DataKind.DateTimeOffset => DateTimeOffsetDataViewType.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, $"{kind} is no kind of data."),
    };

    /// <summary>The plain type of a member's values; null when no column holds such values.</summary>
    public static PrimitiveDataViewType? FromMember(Type type)
    {
        if (type == typeof(DataViewRowId))
            return RowIdDataViewType.Instance;

        return KindOf(type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type) is { } kind ? FromKind(kind) : null;
    }

    /// <summary>The kind whose values are of a type; null for none.</summary>
    public static DataKind? KindOf(Type rawType)
    {
        foreach (var kind in Enum.GetValues<DataKind>())
        {
            if (FromKind(kind).RawType == rawType)
                return kind;
        }

        return null;
    }

    /// <summary>The type of a key over <paramref name="type"/>, with every value the type holds when no count is given.</summary>
    public static KeyDataViewType KeyOf(Type type, ulong? count)
    {
        var most = Type.GetTypeCode(type) switch
        {
            TypeCode.Byte => byte.MaxValue,
            TypeCode.UInt16 => ushort.MaxValue,
            TypeCode.UInt32 => uint.MaxValue,
            _ => ulong.MaxValue,
        };
        return new KeyDataViewType(type, count ?? most);
    }
}
