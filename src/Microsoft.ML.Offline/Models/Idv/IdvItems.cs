using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>A run of plain values in the form of a block.</summary>
internal static class IdvItems
{
    public static void Write<T>(BinaryWriter writer, ReadOnlySpan<T> items)
    {
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            WriteText(writer, [.. items.ToArray().Cast<ReadOnlyMemory<char>>().Select(t => t.ToString())]);
        else if (typeof(T) == typeof(bool))
            WriteBits(writer, [.. items.ToArray().Cast<bool>()]);
        else if (typeof(T) == typeof(DateTimeOffset))
            WriteInstants(writer, [.. items.ToArray().Cast<DateTimeOffset>()]);
        else
        {
            foreach (var item in items)
                WriteItem(writer, item);
        }
    }

    public static T[] Read<T>(BinaryReader reader, int count)
    {
        Array items;
        if (typeof(T) == typeof(ReadOnlyMemory<char>))
            items = ReadText(reader, count);
        else if (typeof(T) == typeof(bool))
            items = ReadBits(reader, count);
        else if (typeof(T) == typeof(DateTimeOffset))
            items = ReadInstants(reader, count);
        else
        {
            // A list grows with what is really there, whatever count the file claims.
            var list = new List<T>();
            while (list.Count < count)
                list.Add(ReadItem<T>(reader));

            return [.. list];
        }

        return (T[])items;
    }

    private static void WriteItem<T>(BinaryWriter writer, T item)
    {
        switch (item)
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
            case TimeSpan v: writer.Write(v.Ticks); break;
            case DateTime v: writer.Write(v.Ticks); break;
            case DataViewRowId v:
                writer.Write(v.Low);
                writer.Write(v.High);
                break;
            default: throw new InvalidOperationException($"A model file cannot hold an annotation of {typeof(T)}.");
        }
    }

    private static T ReadItem<T>(BinaryReader reader)
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
            TimeSpan => new TimeSpan(reader.ReadInt64()),
            DateTime => new DateTime(reader.ReadInt64()),
            DataViewRowId => new DataViewRowId(reader.ReadUInt64(), reader.ReadUInt64()),
            _ => throw ModelHeader.Corrupt($"its schema has an annotation of {typeof(T)}"),
        };
        return (T)value;
    }

    // i32 count, i32 for each where it ends in characters, the characters as one string.
    private static void WriteText(BinaryWriter writer, string[] items)
    {
        writer.Write(items.Length);
        var end = 0;
        foreach (var item in items)
            writer.Write(end += item.Length);

        writer.Write(string.Concat(items));
    }

    private static ReadOnlyMemory<char>[] ReadText(BinaryReader reader, int count)
    {
        if (reader.ReadInt32() != count)
            throw ModelHeader.Corrupt($"an annotation of {count} texts has another number of them");

        var ends = Read<int>(reader, count);
        var text = reader.ReadString();
        var items = new ReadOnlyMemory<char>[count];
        var start = 0;
        for (var i = 0; i < count; i++)
        {
            if (ends[i] < start || ends[i] > text.Length)
                throw ModelHeader.Corrupt($"a text of an annotation ends at {ends[i]} of {text.Length}");

            items[i] = text.AsMemory(start, ends[i] - start);
            start = ends[i];
        }

        return items;
    }

    // Eight to a byte, the first in the lowest bit.
    private static void WriteBits(BinaryWriter writer, bool[] items)
    {
        foreach (var eight in items.Chunk(8))
            writer.Write((byte)eight.Select((bit, i) => bit ? 1 << i : 0).Sum());
    }

    private static bool[] ReadBits(BinaryReader reader, int count)
    {
        var bytes = Read<byte>(reader, (int)((count + 7L) / 8));
        return [.. Enumerable.Range(0, count).Select(i => (bytes[i / 8] >> (i % 8) & 1) != 0)];
    }

    // i16 for each the offset in minutes, then i64 for each the ticks of its clock.
    private static void WriteInstants(BinaryWriter writer, DateTimeOffset[] items)
    {
        foreach (var item in items)
            writer.Write((short)item.TotalOffsetMinutes);
        foreach (var item in items)
            writer.Write(item.Ticks);
    }

    private static DateTimeOffset[] ReadInstants(BinaryReader reader, int count)
    {
        var minutes = Read<short>(reader, count);
        return [.. Read<long>(reader, count).Zip(minutes, (ticks, offset) => new DateTimeOffset(ticks, TimeSpan.FromMinutes(offset)))];
    }
}
