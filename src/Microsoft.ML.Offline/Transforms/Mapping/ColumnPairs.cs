namespace Microsoft.ML.Data;

/// <summary>What all transforms of column pairs do with them: look them up, change a shape, save and load.</summary>
internal static class ColumnPairs
{
    public static InputOutputColumnPair[] Copy(InputOutputColumnPair[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (columns.Length == 0 || columns.Any(c => c is null))
            throw new ArgumentException("At least one pair of columns is needed, and none of them may be null.", nameof(columns));

        return [.. columns];
    }

    public static DataViewSchema.Column Find(DataViewSchema inputSchema, InputOutputColumnPair pair) =>
        inputSchema.GetColumnOrNull(pair.InputColumnName)
        ?? throw SchemaErrors.Missing(nameof(inputSchema), "input", pair.InputColumnName);

    /// <summary>The shape after every pair's input column is turned by <paramref name="map"/>; all of them see the input shape.</summary>
    public static SchemaShape Map(SchemaShape inputSchema, InputOutputColumnPair[] columns, Func<string, SchemaShape.Column, SchemaShape.Column> map)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var added = columns.Select(pair => inputSchema.TryFindColumn(pair.InputColumnName, out var input)
            ? map(pair.OutputColumnName, input)
            : throw SchemaErrors.Missing(nameof(inputSchema), "input", pair.InputColumnName));
        return With(inputSchema, added);
    }

    /// <summary>The shape with columns added, or put in the place of those with the same name.</summary>
    public static SchemaShape With(SchemaShape inputSchema, IEnumerable<SchemaShape.Column> added)
    {
        var columns = inputSchema.ToList();
        foreach (var column in added)
        {
            var place = columns.FindIndex(c => c.Name == column.Name);
            if (place < 0)
                columns.Add(column);
            else
                columns[place] = column;
        }

        return new SchemaShape(columns);
    }

    /// <summary>The annotations of a column whose kinds are named, for a column made of it slot by slot.</summary>
    public static IEnumerable<SchemaShape.Column> Keep(SchemaShape.Column input, params string[] kinds) =>
        input.Annotations.Where(a => kinds.Contains(a.Name));

    // *** Binary format ***
    // int: number of pairs
    // for each pair: output name, input name
    public static void Save(ModelSaveContext ctx, InputOutputColumnPair[] columns)
    {
        ctx.Writer.Write(columns.Length);
        foreach (var pair in columns)
        {
            ctx.SaveNonEmptyString(pair.OutputColumnName);
            ctx.SaveNonEmptyString(pair.InputColumnName);
        }
    }

    public static InputOutputColumnPair[] Load(ModelLoadContext ctx)
    {
        var columns = new List<InputOutputColumnPair>();
        for (var count = ModelFormat.ReadCount(ctx); columns.Count < count;)
            columns.Add(new InputOutputColumnPair(ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString()));

        return [.. columns];
    }
}
