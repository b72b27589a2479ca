using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Reads the schema of a binary data view. As in ML.NET, what is of a type that is not known is left out.</summary>
internal sealed class IdvSchemaReader
{
    private readonly BinaryReader _reader;

    private IdvSchemaReader(BinaryReader reader)
    {
        _reader = reader;
    }

    public static DataViewSchema Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var header = IdvHeader.Read(reader);
        stream.Position = header.TableOffset;
        try
        {
            return new IdvSchemaReader(reader).ReadColumns(header.ColumnCount);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or InvalidDataException)
        {
            throw Runtime.ExceptionContext.Mark(new FormatException("The model file is corrupt: its schema cannot be read.", e));
        }
    }

    private DataViewSchema ReadColumns(int count)
    {
        var builder = new DataViewSchema.Builder();
        for (var i = 0; i < count; i++)
        {
            var name = _reader.ReadString();
            var type = IdvTypeCodec.Read(_reader);
            _reader.ReadByte();
            _reader.Read7BitEncodedInt();
            _reader.ReadInt64();
            var annotations = _reader.ReadInt64();
            if (type is not null)
                builder.AddColumn(name, type, annotations == 0 ? null : ReadAnnotations(annotations));
        }

        return builder.ToSchema();
    }

    // Comes back to where the reader stands.
    private DataViewSchema.Annotations ReadAnnotations(long position)
    {
        var back = _reader.BaseStream.Position;
        Seek(position);
        var builder = new DataViewSchema.Annotations.Builder();
        for (var left = _reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var kind = _reader.ReadString();
            var type = IdvTypeCodec.Read(_reader);
            var compression = _reader.ReadByte();
            var start = _reader.ReadInt64();
            var size = _reader.Read7BitEncodedInt64();
            if (type is null)
                continue;

            using var value = new BinaryReader(Open(start, size, compression), Encoding.UTF8);
            builder.Add(kind, type, IdvValue.Of(type).ReadGetter(value));
        }

        Seek(back);
        return builder.ToAnnotations();
    }

    private Stream Open(long start, long size, byte compression)
    {
        var back = _reader.BaseStream.Position;
        Seek(start);
        if (size < 0 || size > _reader.BaseStream.Length - start)
            throw new EndOfStreamException();

        var bytes = new MemoryStream(_reader.ReadBytes((int)size));
        Seek(back);
        return compression switch
        {
            0 => bytes,
            1 => new DeflateStream(bytes, CompressionMode.Decompress),
            2 => new ZLibStream(bytes, CompressionMode.Decompress),
            _ => throw ModelHeader.Corrupt($"its schema has a value of the unknown compression {compression}"),
        };
    }

    private void Seek(long position)
    {
        if (position < 0 || position > _reader.BaseStream.Length)
            throw new EndOfStreamException();

        _reader.BaseStream.Position = position;
    }
}
