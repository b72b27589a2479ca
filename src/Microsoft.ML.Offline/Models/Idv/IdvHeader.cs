using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// The 256 bytes at the start of a binary data view (ML.NET's documentation, "IDV File Format"), little-endian:
/// <code>
/// 00 u64 signature          08 u64 version            10 u64 version that can read it
/// 18 i64 table of columns   20 i64 tail signature     28 i64 rows     30 i32 columns
/// </code>
/// </summary>
internal readonly record struct IdvHeader(long TableOffset, long TailOffset, long RowCount, int ColumnCount)
{
    public const int Size = 256;

    private const ulong Signature = 0x00425644004C4D43; // "CML\0DVB\0"
    private const ulong TailSignature = 0x434D4C0044564200;
    private const ulong Version = 0x0001000100010006; // 1.1.1.6
    private const ulong OldestVersion = 0x0001000100010004; // 1.1.1.4, the first with annotations as they are now

    public static IdvHeader Read(BinaryReader reader)
    {
        var stream = reader.BaseStream;
        if (stream.Length < Size)
            throw ExceptionContext.Mark(new FormatException($"Read only {stream.Length} bytes in file, expected header size of {Size}"));
        if (reader.ReadUInt64() != Signature)
            throw ExceptionContext.Mark(new FormatException("This does not appear to be a binary dataview file"));

        var version = reader.ReadUInt64();
        var compatible = reader.ReadUInt64();
        if (compatible > Version || version < OldestVersion)
        {
            throw ExceptionContext.Mark(new InvalidOperationException(
                $"Cannot read version {Text(compatible > Version ? compatible : version)} data, the ones that can be handled are {Text(OldestVersion)} to {Text(Version)}"));
        }

        var header = new IdvHeader(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt32());
        if (header.TailOffset < Size || header.TailOffset > stream.Length - sizeof(ulong)
            || header.TableOffset < Size || header.TableOffset > header.TailOffset || header.RowCount < 0 || header.ColumnCount < 0)
        {
            throw ModelHeader.Corrupt($"its schema has {header.ColumnCount} columns at {header.TableOffset} and its end at {header.TailOffset} of {stream.Length} bytes");
        }

        stream.Position = header.TailOffset;
        if (reader.ReadUInt64() != TailSignature)
            throw ExceptionContext.Mark(new FormatException("Incorrect tail signature"));

        return header;
    }

    /// <summary>Writes it at the start of the stream, and the tail where the stream stands.</summary>
    public void WriteWithTail(BinaryWriter writer)
    {
        writer.Write(TailSignature);
        writer.Seek(0, SeekOrigin.Begin);
        writer.Write(Signature);
        writer.Write(Version);
        writer.Write(Version);
        writer.Write(TableOffset);
        writer.Write(TailOffset);
        writer.Write(RowCount);
        writer.Write(ColumnCount);
        writer.Seek(0, SeekOrigin.End);
    }

    private static string Text(ulong version) => $"{version >> 48}.{(ushort)(version >> 32)}.{(ushort)(version >> 16)}.{(ushort)version}";
}
