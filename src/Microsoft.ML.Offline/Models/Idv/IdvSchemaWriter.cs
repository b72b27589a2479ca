using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>Writes a schema as a binary data view of no rows: the annotations' values, their tables, the table of columns.</summary>
internal static class IdvSchemaWriter
{
    private const byte NoCompression = 0;

    public static void Write(Stream stream, DataViewSchema schema)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(new byte[IdvHeader.Size]);
        var columns = schema.Where(column => IdvTypeCodec.CanWrite(column.Type)).ToArray();
        var annotations = Array.ConvertAll(columns, column => WriteAnnotations(writer, column.Annotations));

        // string name, codec, compression, LEB128 rows in a block, i64 table of blocks (of none), i64 table of annotations or 0
        var table = stream.Position;
        for (var i = 0; i < columns.Length; i++)
        {
            writer.Write(columns[i].Name);
            IdvTypeCodec.Write(writer, columns[i].Type);
            writer.Write(NoCompression);
            writer.Write7BitEncodedInt(1);
            writer.Write((long)IdvHeader.Size);
            writer.Write(annotations[i]);
        }

        new IdvHeader(table, stream.Position, 0, columns.Length).WriteWithTail(writer);
    }

    // LEB128 count; for each: string kind, codec, compression, i64 position and LEB128 size of the value
    private static long WriteAnnotations(BinaryWriter writer, DataViewSchema.Annotations annotations)
    {
        var written = annotations.Schema.Where(a => !a.IsHidden && IdvTypeCodec.CanWrite(a.Type)).ToArray();
        if (written.Length == 0)
            return 0;

        var ends = new List<long> { writer.BaseStream.Position };
        foreach (var annotation in written)
        {
            IdvValue.Of(annotation.Type).Write(writer, annotations, annotation);
            ends.Add(writer.BaseStream.Position);
        }

        writer.Write7BitEncodedInt(written.Length);
        for (var i = 0; i < written.Length; i++)
        {
            writer.Write(written[i].Name);
            IdvTypeCodec.Write(writer, written[i].Type);
            writer.Write(NoCompression);
            writer.Write(ends[i]);
            writer.Write7BitEncodedInt64(ends[i + 1] - ends[i]);
        }

        return ends[^1];
    }
}
