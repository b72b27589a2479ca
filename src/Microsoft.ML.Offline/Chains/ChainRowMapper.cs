namespace Microsoft.ML.Data;

/// <summary>The row mappers of a chain's transformers, one on top of the other.</summary>
internal sealed class ChainRowMapper : IRowToRowMapper
{
    private readonly IRowToRowMapper[] _mappers;

    public ChainRowMapper(DataViewSchema inputSchema, IReadOnlyList<ITransformer> transformers)
    {
        InputSchema = inputSchema;
        OutputSchema = inputSchema;
        _mappers = new IRowToRowMapper[transformers.Count];
        for (var i = 0; i < _mappers.Length; i++)
        {
            _mappers[i] = transformers[i].GetRowToRowMapper(OutputSchema);
            OutputSchema = _mappers[i].OutputSchema;
        }
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        return NeededAt([.. dependingColumns])[0];
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != InputSchema)
            throw new ArgumentOutOfRangeException(nameof(input), "Schema did not match original schema");

        var needed = NeededAt([.. activeColumns]);
        var row = input;
        for (var i = 0; i < _mappers.Length; i++)
            row = _mappers[i].GetRow(row, needed[i + 1]);

        return row;
    }

    // needed[i] are the columns that must be active before mapper i, and needed[^1] those that are asked for.
    private DataViewSchema.Column[][] NeededAt(DataViewSchema.Column[] columns)
    {
        var needed = new DataViewSchema.Column[_mappers.Length + 1][];
        needed[^1] = columns;
        for (var i = _mappers.Length - 1; i >= 0; i--)
            needed[i] = [.. _mappers[i].GetDependencies(needed[i + 1])];

        return needed;
    }
}
