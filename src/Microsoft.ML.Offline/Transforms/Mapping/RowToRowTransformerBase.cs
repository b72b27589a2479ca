namespace Microsoft.ML.Data;

/// <summary>A transformer that keeps all input columns and adds some that depend on nothing but their row.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected RowToRowTransformerBase()
    {
    }

    bool ITransformer.IsRowToRowMapper => true;

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

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        Save(ctx);
    }

    /// <summary>The columns it adds to a schema, which is checked here.</summary>
    private protected abstract IEnumerable<MappedColumn> AddedColumns(DataViewSchema inputSchema);

    private protected abstract void Save(ModelSaveContext ctx);

    // A column that hides one of the same name stands right behind it, the others at the end.
    private RowMapping Map(DataViewSchema inputSchema)
    {
        var columns = new List<MappedColumn>();
        var added = AddedColumns(inputSchema).ToList();
        foreach (var column in inputSchema)
        {
            columns.Add(MappedColumn.PassThrough(column));
            if (column.IsHidden)
                continue;

            columns.AddRange(added.Where(a => a.Column.Name == column.Name));
            added.RemoveAll(a => a.Column.Name == column.Name);
        }

        return new RowMapping(inputSchema, [.. columns, .. added]);
    }
}
