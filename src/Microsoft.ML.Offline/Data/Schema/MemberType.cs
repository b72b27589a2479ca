using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>How a member of a row class stands for a column: which members count, and with which type.</summary>
internal static class MemberType
{
    /// <summary>The public fields and then the public properties of a class that can be used in the given direction.</summary>
    public static IEnumerable<MemberInfo> ColumnMembers(Type rowType, SchemaDefinition.Direction direction, bool withNoColumn = false)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance;
        var fields = rowType.GetFields(Flags).Where(f => !f.IsInitOnly || !direction.HasFlag(SchemaDefinition.Direction.Write)).Cast<MemberInfo>();
        var properties = rowType.GetProperties(Flags).Where(p => p.GetIndexParameters().Length == 0 && Serves(p, direction));

        return fields.Concat(properties).Where(m => withNoColumn || m.GetCustomAttribute<NoColumnAttribute>() is null);
    }

    public static Type Of(MemberInfo member) => member switch
    {
        FieldInfo field => field.FieldType,
        PropertyInfo property => property.PropertyType,
        _ => throw new ArgumentException($"Member '{member.Name}' is neither a field nor a property.", nameof(member)),
    };

    /// <summary>The item of an array or of a <see cref="VBuffer{T}"/>; null for anything else.</summary>
    public static Type? ItemOf(Type memberType)
    {
        if (memberType.IsSZArray)
            return memberType.GetElementType();

        return memberType.IsGenericType && memberType.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? memberType.GetGenericArguments()[0]
            : null;
    }

    /// <summary>The type of the column that the member and its attributes describe.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No column can hold such a member.</exception>
    public static DataViewType Infer(MemberInfo member)
    {
        var memberType = Of(member);
        var itemType = ItemOf(memberType);
        var primitive = DataKinds.FromMember(itemType ?? memberType)
            ?? throw new ArgumentOutOfRangeException(
                nameof(member), $"Could not determine an IDataView type for member {member.Name} of type {memberType}");

        if (member.GetCustomAttribute<KeyTypeAttribute>() is { } key)
        {
            if (!KeyDataViewType.IsValidDataType(primitive.RawType))
                throw new ArgumentOutOfRangeException(nameof(member), $"Member {member.Name} marked with KeyType attribute, but does not appear to be a valid kind of data for a key type");

            if (key.Count is null)
                throw new NotSupportedException("Using KeyType without the Count parameter is not supported");

            primitive = DataKinds.KeyOf(primitive.RawType, key.Count);
        }

        var vector = member.GetCustomAttribute<VectorTypeAttribute>();
        if (itemType is not null)
            return vector is { Dimensions.Length: > 0 } ? new VectorDataViewType(primitive, vector.Dimensions) : new VectorDataViewType(primitive);
        if (vector is not null)
            throw new ArgumentOutOfRangeException(nameof(member), $"Member {member.Name} marked with VectorType attribute, but does not appear to be a vector type");

        return primitive;
    }

    /// <summary>Whether values of a column can be read from, or written to, a member of a type.</summary>
    public static bool Fits(Type memberType, DataViewType columnType)
    {
        if (columnType is not VectorDataViewType vector)
            return RawOf(memberType) == columnType.RawType;

        return ItemOf(memberType) is { } item && RawOf(item) == vector.ItemType.RawType;
    }

    private static Type RawOf(Type type) => type == typeof(string) ? typeof(ReadOnlyMemory<char>) : type;

    private static bool Serves(PropertyInfo property, SchemaDefinition.Direction direction) =>
        (!direction.HasFlag(SchemaDefinition.Direction.Read) || property.GetGetMethod() is not null)
        && (!direction.HasFlag(SchemaDefinition.Direction.Write) || property.GetSetMethod() is not null);
}
