using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes and reads the one value of an annotation as a block of one row.</summary>
internal abstract class IdvValue
{
    public static IdvValue Of(DataViewType type)
    {
        var codec = type is VectorDataViewType vector
            ? typeof(OfVector<>).MakeGenericType(vector.ItemType.RawType)
            : typeof(OfScalar<>).MakeGenericType(type.RawType);
        return (IdvValue)Activator.CreateInstance(codec)!;
    }

    public abstract void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation);

    /// <summary>A getter of the value that is read.</summary>
    public abstract Delegate ReadGetter(BinaryReader reader);

    private sealed class OfScalar<T> : IdvValue
    {
        public override void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
        {
            T value = default!;
            annotations.GetGetter<T>(annotation)(ref value);
            IdvItems.Write<T>(writer, [value]);
        }

        public override Delegate ReadGetter(BinaryReader reader)
        {
            var value = IdvItems.Read<T>(reader, 1)[0];
            return (ValueGetter<T>)((ref T destination) => destination = value);
        }
    }

    // i32 rows; i32 length of all rows, or 0 and then the length of each
    // i32 explicit values of a row, -1 for a dense one; i32 indices of all rows, those indices; the values of all rows
    private sealed class OfVector<T> : IdvValue
    {
        private const int Dense = -1;

        public override void Write(BinaryWriter writer, DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
        {
            VBuffer<T> value = default;
            annotations.GetGetter<VBuffer<T>>(annotation)(ref value);
            writer.Write(1);
            writer.Write(value.Length);
            if (value.Length == 0)
                writer.Write(value.Length);

            writer.Write(value.IsDense ? Dense : value.GetIndices().Length);
            writer.Write(value.GetIndices().Length);
            IdvItems.Write(writer, value.GetIndices());
            IdvItems.Write(writer, value.GetValues());
        }

        public override Delegate ReadGetter(BinaryReader reader)
        {
            if (reader.ReadInt32() != 1)
                throw ModelHeader.Corrupt("an annotation of its schema has not one value");

            var length = reader.ReadInt32();
            if (length == 0)
                length = reader.ReadInt32();

            var count = reader.ReadInt32();
            var indices = IdvItems.Read<int>(reader, reader.ReadInt32());
            var isDense = count == Dense;
            if (length < 0 || (!isDense && (count < 0 || count > length)) || indices.Length != (isDense ? 0 : count) || !Rises(indices, length))
                throw ModelHeader.Corrupt($"an annotation of length {length} has {count} values and {indices.Length} indices");

            var values = IdvItems.Read<T>(reader, isDense ? length : count);
            var value = isDense ? new VBuffer<T>(length, values) : new VBuffer<T>(length, count, values, indices);
            return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) => value.CopyTo(ref destination));
        }

        private static bool Rises(int[] indices, int length)
        {
            var last = -1;
            foreach (var index in indices)
            {
                if (index <= last || index >= length)
                    return false;

                last = index;
            }

            return true;
        }
    }
}
