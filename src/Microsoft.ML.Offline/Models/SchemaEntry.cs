using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML;

/// <summary>
/// The input schema in a model file, in a format of our own:
/// <code>
/// i32 magic, i32 version (1), schema
/// schema: i32 columns, each: string name, type, schema of its annotations, their values in order
/// </code>
/// It stands beside the place of ML.NET's schema, which is a binary data view: ML.NET reads a model without one and gives
/// a null schema, as we do for its files, but would fail on one that it cannot read.
/// </summary>
internal static class SchemaEntry
{
    private const string EntryName = "OfflineSchema";
    private const int Magic = 0x48435345; // "ESCH"
    private const int Version = 1;

    public static void Save(RepositoryWriter streams, DataViewSchema schema)
    {
        using var entry = streams.CreateEntry(null, EntryName);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Version);
        WriteSchema(writer, schema);
    }

    /// <summary>Null when the file has no schema, or only one of ML.NET's.</summary>
    public static DataViewSchema? LoadOrNull(RepositoryReader streams)
    {
        using var entry = streams.OpenEntryOrNull(null, EntryName);
        if (entry is null)
            return null;

        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8);
        try
        {
            if (reader.ReadInt32() != Magic)
                throw ModelHeader.Corrupt("its schema does not start with the signature of one");

            var version = reader.ReadInt32();
            if (version != Version)
                throw new FormatException($"The schema of the model file is of version {version}, and only {Version} can be read.");

            var builder = new DataViewSchema.Builder();
            ReadColumns(reader, (name, type, annotations) => builder.AddColumn(name, type, annotations));
            return builder.ToSchema();
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new FormatException("The model file is corrupt: its schema cannot be read.", e);
        }
    }

    private static void WriteSchema(BinaryWriter writer, DataViewSchema schema)
    {
        writer.Write(schema.Count);
        foreach (var column in schema)
        {
            writer.Write(column.Name);
            SchemaTypeCodec.Write(writer, column.Type, column.Name);
            WriteSchema(writer, column.Annotations.Schema);
            foreach (var annotation in column.Annotations.Schema)
                SchemaValueCodec.Of(annotation.Type).Write(writer, column.Annotations, annotation);
        }
    }

    private static void ReadColumns(BinaryReader reader, Action<string, DataViewType, DataViewSchema.Annotations> add)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            var type = SchemaTypeCodec.Read(reader);
            add(name, type, ReadAnnotations(reader));
        }
    }

    private static DataViewSchema.Annotations ReadAnnotations(BinaryReader reader)
    {
        var columns = new List<(string Name, DataViewType Type, DataViewSchema.Annotations Annotations)>();
        ReadColumns(reader, (name, type, annotations) => columns.Add((name, type, annotations)));

        var builder = new DataViewSchema.Annotations.Builder();
        foreach (var (name, type, annotations) in columns)
            builder.Add(name, type, SchemaValueCodec.Of(type).ReadGetter(reader), annotations);

        return builder.ToAnnotations();
    }
}
