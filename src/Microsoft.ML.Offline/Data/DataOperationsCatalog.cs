using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The operations on data that hang off <c>MLContext.Data</c>.</summary>
public sealed partial class DataOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _environment;

    internal DataOperationsCatalog(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        _environment = env;
    }

    IHostEnvironment IInternalCatalog.Environment => _environment;

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        return new EnumerableView<TRow>(data, new RowClass<TRow>(schemaDefinition, SchemaDefinition.Direction.Read));
    }

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(schema);
        return LoadFromEnumerable(data, SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read, schema));
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data,
        bool reuseRowObject,
        bool ignoreMissingColumns = false,
        SchemaDefinition? schemaDefinition = null)
        where TRow : class, new()
    {
        ArgumentNullException.ThrowIfNull(data);
        var rowClass = new RowClass<TRow>(schemaDefinition, SchemaDefinition.Direction.Write);
        return new RowEnumerable<TRow>(data, rowClass, rowClass.Match(data.Schema, ignoreMissingColumns), reuseRowObject);
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new CacheView(input, [.. Columns(input, columnsToPrefetch ?? [], PrefetchMissing).Select(column => column.Index)]);

        static ArgumentOutOfRangeException PrefetchMissing(string name) => SchemaErrors.Missing(nameof(columnsToPrefetch), "prefetch", name);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (shufflePoolSize <= 0)
            throw new ArgumentOutOfRangeException(nameof(shufflePoolSize), "Must be positive");

        return new ShuffleView(input, SeedOr(seed, nameof(ShuffleRows)), shufflePoolSize, shuffleSource);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckCount(count);
        return new RangeView(input, 0, count);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckCount(count);
        return new RangeView(input, count, long.MaxValue);
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (columns is not { Length: > 0 })
            throw new ArgumentOutOfRangeException(nameof(columns), "At least one column must be given.");

        var tested = Columns(input, columns, SourceMissing);
        Array.ForEach(tested, MissingValues.CheckType);
        return new FilterView(input, [.. tested.Select(column => column.Index)], row => MissingValues.CreateTest(row, tested));

        static ArgumentOutOfRangeException SourceMissing(string name) => new("Columns", $"Source column '{name}' not found");
    }

    private static DataViewSchema.Column[] Columns(IDataView input, string[] names, Func<string, Exception> missing) =>
        Array.ConvertAll(names, name => input.Schema.GetColumnOrNull(name) ?? throw missing(name));

    private static void CheckCount(long count)
    {
        if (count <= 0)
            throw new ArgumentOutOfRangeException(nameof(count), "Must be greater than zero.");
    }

    private int SeedOr(int? seed, string purpose) => seed ?? _environment.Register(purpose).Rand.Next();
}
