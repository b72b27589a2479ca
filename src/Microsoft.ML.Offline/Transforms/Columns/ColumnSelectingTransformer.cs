using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ColumnSelectingTransformer), null, typeof(SignatureLoadModel), "Drop columns (Offline)", ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Drops columns by name, the hidden ones of that name with them, so that no older column of it comes back.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "OfflineDropColumns";

    private readonly string[] _dropped;

    internal ColumnSelectingTransformer(string[] dropped)
    {
        ArgumentNullException.ThrowIfNull(dropped);
        if (dropped.Length == 0 || dropped.Any(string.IsNullOrEmpty))
            throw new ArgumentException("At least one column must be named, and no name may be empty.", nameof(dropped));

        _dropped = [.. dropped];
    }

    bool ITransformer.IsRowToRowMapper => true;

    private static VersionInfo Version => ModelFormat.VersionOf("OFFDROPC", LoaderSignature);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Map(inputSchema).OutputSchema;
    }

    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedView(Map(input.Schema), input);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return Map(inputSchema);
    }

    // *** Binary format ***
    // int: number of names
    // for each: the name of a dropped column
    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_dropped.Length);
        foreach (var name in _dropped)
            ctx.SaveNonEmptyString(name);
    }

    private static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var names = new List<string>();
        for (var count = ModelFormat.ReadCount(ctx); names.Count < count;)
            names.Add(ctx.LoadNonEmptyString());

        return new ColumnSelectingTransformer([.. names]);
    }

    private RowMapping Map(DataViewSchema inputSchema)
    {
        var missing = _dropped.FirstOrDefault(name => inputSchema.GetColumnOrNull(name) is null);
        if (missing is not null)
            throw SchemaErrors.Missing(nameof(inputSchema), "input", missing);

        var kept = inputSchema.Where(c => !_dropped.Contains(c.Name));
        return new RowMapping(inputSchema, [.. kept.Select(c => MappedColumn.PassThrough(c))]);
    }
}
