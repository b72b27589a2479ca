using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>
/// Reads rows from text: a line a row, empty lines and comments (<c>//</c>) left out. An empty field and a field
/// that the row lacks are the type's default; a question mark is NaN.
/// </summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly IHostEnvironment _environment;
    private readonly TextFormat _format;
    private readonly TextColumns _columns;

    internal TextLoader(IHostEnvironment env, Options options, IMultiStreamSource? dataSample = null)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _environment = env;
        _format = new TextFormat(options);
        _columns = new TextColumns(_format, options.Columns, dataSample);
    }

    public DataViewSchema GetOutputSchema() => _columns.Schema;

    public IDataView Load(IMultiStreamSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        for (var i = 0; i < source.Count; i++)
        {
            if (source.GetPathOrNull(i) is { } path)
                CheckFile(path, nameof(source));
        }

        return new TextView(_environment, _format, _columns, source);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        throw new NotSupportedException("A loader is not saved with a model here: save the transformer and the schema of the data.");

    /// <summary>A loader whose columns are the members of a class, each with the fields its <see cref="LoadColumnAttribute"/> names.</summary>
    internal static TextLoader Create<TInput>(IHostEnvironment env, Options options, IMultiStreamSource? dataSample = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var own = new Options
        {
            AllowQuoting = options.AllowQuoting,
            AllowSparse = options.AllowSparse,
            Columns = TextColumns.OfClass(typeof(TInput)),
            DecimalMarker = options.DecimalMarker,
            EscapeChar = options.EscapeChar,
            HasHeader = options.HasHeader,
            HeaderFile = options.HeaderFile,
            InputSize = options.InputSize,
            MaxRows = options.MaxRows,
            MissingRealsAsNaNs = options.MissingRealsAsNaNs,
            ReadMultilines = options.ReadMultilines,
            Separators = options.Separators,
            TrimWhitespace = options.TrimWhitespace,
            UseThreads = options.UseThreads,
        };
        return new TextLoader(env, own, dataSample);
    }

    internal static void CheckFile(string path, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(path, parameter);
        if (!File.Exists(path))
            throw new ArgumentOutOfRangeException(parameter, $"File or directory does not exist at path: {path}");
    }
}
