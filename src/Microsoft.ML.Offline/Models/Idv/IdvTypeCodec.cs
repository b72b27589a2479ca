using System.Collections.Immutable;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A type as the name of the codec that writes its values, and that codec's parameters.</summary>
internal static class IdvTypeCodec
{
    private const string Key = "Key2";
    private const string Vector = "VBuffer";

    private static readonly (string Name, PrimitiveDataViewType Type)[] Plain =
    [
        ("SByte", NumberDataViewType.SByte),
        ("Byte", NumberDataViewType.Byte),
        ("Int16", NumberDataViewType.Int16),
        ("UInt16", NumberDataViewType.UInt16),
        ("Int32", NumberDataViewType.Int32),
        ("UInt32", NumberDataViewType.UInt32),
        ("Int64", NumberDataViewType.Int64),
        ("UInt64", NumberDataViewType.UInt64),
        ("Single", NumberDataViewType.Single),
        ("Double", NumberDataViewType.Double),
        ("TextSpan", TextDataViewType.Instance),
        ("Boolean", BooleanDataViewType.Instance),
        ("TimeSpan", TimeSpanDataViewType.Instance),
        ("DateTime", DateTimeDataViewType.Instance),
        ("DateTimeOffset", DateTimeOffsetDataViewType.Instance),
        ("DataViewRowId", RowIdDataViewType.Instance),
    ];

    public static bool CanWrite(DataViewType type) => type switch
    {
        VectorDataViewType vector => CanWrite(vector.ItemType),
        KeyDataViewType => true,
        _ => Array.Exists(Plain, p => p.Type.Equals(type)),
    };

    // The codec: string name, LEB128 size of the parameters, the parameters.
    // Of a key: the codec of its number, u64 count. Of a vector: the codec of its items, i32 dimensions, i32 each of them.
    public static void Write(BinaryWriter writer, DataViewType type)
    {
        using var parameters = new MemoryStream();
        using var own = new BinaryWriter(parameters, Encoding.UTF8);
        switch (type)
        {
            case KeyDataViewType key:
                writer.Write(Key);
                Write(own, Plain.First(p => p.Type.RawType == key.RawType).Type);
                own.Write(key.Count);
                break;

            case VectorDataViewType vector:
                writer.Write(Vector);
                Write(own, vector.ItemType);
                own.Write(vector.Dimensions.Length);
                foreach (var dimension in vector.Dimensions)
                    own.Write(dimension);

                break;

            default:
                writer.Write(Plain.First(p => p.Type.Equals(type)).Name);
                break;
        }

        own.Flush();
        writer.Write7BitEncodedInt((int)parameters.Length);
        writer.Write(parameters.ToArray());
    }

    /// <summary>Null for a codec that is not known here; the reader then stands behind it as well.</summary>
    public static DataViewType? Read(BinaryReader reader)
    {
        var name = reader.ReadString();
        var size = reader.Read7BitEncodedInt();
        if (size < 0 || size > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException();

        using var own = new BinaryReader(new MemoryStream(reader.ReadBytes(size)), Encoding.UTF8);
        return name switch
        {
            Key => Read(own) is { } number && KeyDataViewType.IsValidDataType(number.RawType) ? new KeyDataViewType(number.RawType, own.ReadUInt64()) : null,
            Vector => Read(own) is PrimitiveDataViewType item ? new VectorDataViewType(item, ReadDimensions(own)) : null,
            _ => Array.Find(Plain, p => p.Name == name).Type,
        };
    }

    private static ImmutableArray<int> ReadDimensions(BinaryReader reader)
    {
        var dimensions = ImmutableArray.CreateBuilder<int>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            dimensions.Add(reader.ReadInt32());

        return dimensions.ToImmutable();
    }
}
