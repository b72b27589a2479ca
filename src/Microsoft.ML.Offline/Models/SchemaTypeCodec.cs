using System.Collections.Immutable;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A column type as bytes: its place among the plain types, or a key (with its count) or a vector (with its dimensions) of one.</summary>
internal static class SchemaTypeCodec
{
    private const byte Key = 0xFE;
    private const byte Vector = 0xFF;

    public static void Write(BinaryWriter writer, DataViewType type, string columnName)
    {
        switch (type)
        {
            case VectorDataViewType vector:
                writer.Write(Vector);
                Write(writer, vector.ItemType, columnName);
                writer.Write(vector.Dimensions.Length);
                foreach (var dimension in vector.Dimensions)
                    writer.Write(dimension);

                break;

            case KeyDataViewType key:
                writer.Write(Key);
                writer.Write((byte)PrimitiveTypes.IndexOf(PrimitiveTypes.NumberOf(key.RawType)));
                writer.Write(key.Count);
                break;

            default:
                var index = PrimitiveTypes.IndexOf(type);
                if (index < 0)
                    throw new InvalidOperationException($"Column '{columnName}' is of type {type}, which a model file cannot hold.");

                writer.Write((byte)index);
                break;
        }
    }

    public static DataViewType Read(BinaryReader reader)
    {
        var kind = reader.ReadByte();
        if (kind == Key)
            return new KeyDataViewType(PrimitiveTypes.At(reader.ReadByte()).RawType, reader.ReadUInt64());
        if (kind != Vector)
            return PrimitiveTypes.At(kind);

        if (Read(reader) is not PrimitiveDataViewType itemType)
            throw ModelHeader.Corrupt("a vector of vectors is in its schema");

        var dimensions = ImmutableArray.CreateBuilder<int>();
        for (var left = reader.ReadInt32(); left > 0; left--)
            dimensions.Add(reader.ReadInt32());

        return new VectorDataViewType(itemType, dimensions.ToImmutable());
    }
}
