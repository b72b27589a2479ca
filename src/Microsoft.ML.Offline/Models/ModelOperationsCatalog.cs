using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Saves and loads models, and makes prediction engines.</summary>
public sealed partial class ModelOperationsCatalog : IInternalCatalog
{
    // A model sits under this name whether it is a chain or a single transformer.
    private const string ModelDirectory = "TransformerChain";
    private const string TrainingInfoDirectory = "TrainingInfo";
    private const string VersionEntry = "Version.txt";

    // The input schema, as a data view of no rows.
    private const string SchemaEntry = "Schema";

    // The version of ML.NET whose file layout this is.
    private const string VersionText = "5.0.0\n";

    private readonly IHostEnvironment _environment;

    internal ModelOperationsCatalog(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        _environment = env;
    }

    IHostEnvironment IInternalCatalog.Environment => _environment;

    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Collect(model, inputSchema).Commit(stream);
    }

    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        var streams = Collect(model, inputSchema);
        using var file = File.Create(filePath);
        streams.Commit(file);
    }

    public ITransformer Load(Stream stream, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var streams = RepositoryReader.Open(stream);
        inputSchema = LoadSchemaOrNull(streams);
        ModelLoadContext.LoadModel<ITransformer, SignatureLoadModel>(_environment, out var model, streams, ModelDirectory);
        return model;
    }

    public ITransformer Load(string filePath, out DataViewSchema? inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(filePath);
        using var file = File.OpenRead(filePath);
        return Load(file, out inputSchema);
    }

    private static RepositoryWriter Collect(ITransformer model, DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(model);
        var streams = new RepositoryWriter();
        using (var entry = streams.CreateEntry(TrainingInfoDirectory, VersionEntry))
            entry.Stream.Write(System.Text.Encoding.ASCII.GetBytes(VersionText));

        ModelSaveContext.SaveModel(streams, model, ModelDirectory);
        if (inputSchema is not null)
        {
            using var entry = streams.CreateEntry(null, SchemaEntry);
            IdvSchemaWriter.Write(entry.Stream, inputSchema);
        }

        return streams;
    }

    private static DataViewSchema? LoadSchemaOrNull(RepositoryReader streams)
    {
        using var entry = streams.OpenEntryOrNull(null, SchemaEntry);
        return entry is null ? null : IdvSchemaReader.Read(entry.Stream);
    }
}
