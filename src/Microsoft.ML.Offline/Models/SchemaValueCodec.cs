using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes and reads the value of an annotation.</summary>
internal abstract class SchemaValueCodec
{
    public static SchemaValueCodec Of(DataViewType type)
    {
        var codec = type is VectorDataViewType vector
            ? typeof(VectorCodec<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(ScalarCodec<>).MakeGenericType(type.RawType);
        return (SchemaValueCodec)Activator.CreateInstance(codec)!;
    }

    public abstract void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation);

    /// <summary>A getter of the value that is read.</summary>
    public abstract Delegate ReadGetter(BinaryReader reader);

    private static void WriteValue<T>(BinaryWriter writer, T value)
    {
        switch (value)
        {
            case sbyte v: writer.Write(v); break;
            case byte v: writer.Write(v); break;
            case short v: writer.Write(v); break;
            case ushort v: writer.Write(v); break;
            case int v: writer.Write(v); break;
            case uint v: writer.Write(v); break;
            case long v: writer.Write(v); break;
            case ulong v: writer.Write(v); break;
            case float v: writer.Write(v); break;
            case double v: writer.Write(v); break;
            case bool v: writer.Write(v); break;
            case ReadOnlyMemory<char> v: writer.Write(v.ToString()); break;
            case TimeSpan v: writer.Write(v.Ticks); break;
            case DateTime v: writer.Write(v.ToBinary()); break;
            case DateTimeOffset v:
                writer.Write(v.Ticks);
                writer.Write(v.Offset.Ticks);
                break;
            case DataViewRowId v:
                writer.Write(v.Low);
                writer.Write(v.High);
                break;
            default: throw new InvalidOperationException($"A model file cannot hold an annotation of {typeof(T)}.");
        }
    }

    private static T ReadValue<T>(BinaryReader reader)
    {
        object value = default(T) switch
        {
            sbyte => reader.ReadSByte(),
            byte => reader.ReadByte(),
            short => reader.ReadInt16(),
            ushort => reader.ReadUInt16(),
            int => reader.ReadInt32(),
            uint => reader.ReadUInt32(),
            long => reader.ReadInt64(),
            ulong => reader.ReadUInt64(),
            float => reader.ReadSingle(),
            double => reader.ReadDouble(),
            bool => reader.ReadBoolean(),
            ReadOnlyMemory<char> => reader.ReadString().AsMemory(),
            TimeSpan => new TimeSpan(reader.ReadInt64()),
            DateTime => DateTime.FromBinary(reader.ReadInt64()),
            DateTimeOffset => new DateTimeOffset(reader.ReadInt64(), new TimeSpan(reader.ReadInt64())),
            DataViewRowId => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
            _ => throw ModelHeader.Corrupt($"its schema has an annotation of {typeof(T)}"),
        };
        return (T)value;
    }

    private sealed class ScalarCodec<T> : SchemaValueCodec
    {
        public override void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
        {
            T value = default!;
            annotations.GetGetter<T>(annotation)(ref value);
            WriteValue(writer, value);
        }

        public override Delegate ReadGetter(BinaryReader reader)
        {
            var value = ReadValue<T>(reader);
            return (ValueGetter<T>)((ref T destination) => destination = value);
        }
    }

    private sealed class VectorCodec<T> : SchemaValueCodec
    {
        // i32 length, i32 explicit values, then each with its index.
        public override void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
        {
            VBuffer<T> value = default;
            annotations.GetGetter<VBuffer<T>>(annotation)(ref value);
            writer.Write(value.Length);
            writer.Write(value.GetValues().Length);
            foreach (var (index, item) in value.Items())
            {
                writer.Write(index);
                WriteValue(writer, item);
            }
        }

        public override Delegate ReadGetter(BinaryReader reader)
        {
            var length = reader.ReadInt32();
            var count = reader.ReadInt32();

            // Lists grow with what is really there, whatever count the file claims.
            var values = new List<T>();
            var indices = new List<int>();
            for (var place = 0; place < count; place++)
            {
                var index = reader.ReadInt32();
                if (index >= length || index <= (place == 0 ? -1 : indices[^1]))
                    throw ModelHeader.Corrupt($"an annotation of length {length} has an item {index}");

                indices.Add(index);
                values.Add(ReadValue<T>(reader));
            }

            var value = new VBuffer<T>(length, values.Count, [.. values], [.. indices]);
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) => value.CopyTo(ref destination));
        }
    }
}
