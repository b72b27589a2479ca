namespace Microsoft.ML.Data;

/// <summary>A transformer each of whose columns is made of one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private protected OneToOneTransformerBase(InputOutputColumnPair[] columns)
    {
        Columns = columns;
    }

    private protected InputOutputColumnPair[] Columns { get; }

    private protected sealed override IEnumerable<MappedColumn> AddedColumns(DataViewSchema inputSchema) =>
        Columns.Select((pair, i) => Bind(i, pair.OutputColumnName, ColumnPairs.Find(inputSchema, pair)));

    /// <summary>Checks the input column of the pair <paramref name="index"/> and makes its output.</summary>
    private protected abstract MappedColumn Bind(int index, string outputName, DataViewSchema.Column input);
}
