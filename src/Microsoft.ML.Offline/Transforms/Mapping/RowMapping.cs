namespace Microsoft.ML.Data;

/// <summary>A transformer bound to one input schema: what its output columns are and what each of them needs.</summary>
internal sealed class RowMapping : IRowToRowMapper
{
    private readonly IReadOnlyList<MappedColumn> _columns;

    public RowMapping(DataViewSchema inputSchema, IReadOnlyList<MappedColumn> columns)
    {
        InputSchema = inputSchema;
        _columns = columns;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Select(c => c.Column));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        ArgumentNullException.ThrowIfNull(dependingColumns);
        var needed = new bool[InputSchema.Count];
        foreach (var column in dependingColumns)
        {
            foreach (var input in _columns[IndexOf(column)].Inputs)
                needed[input] = true;
        }

        return InputSchema.Where(c => needed[c.Index]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != InputSchema)
            throw new InvalidOperationException("Schema of input row must be the same as the schema the mapper is bound to");

        return new MappedRow(this, input, Activate(activeColumns));
    }

    /// <summary>One flag an output column.</summary>
    public bool[] Activate(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[_columns.Count];
        foreach (var column in columns)
            active[IndexOf(column)] = true;

        return active;
    }

    public bool IsActive(bool[] active, DataViewSchema.Column column) => active[IndexOf(column)];

    public ValueGetter<TValue> GetGetter<TValue>(DataViewRow input, bool[] active, DataViewSchema.Column column)
    {
        if (!IsActive(active, column))
            throw new ArgumentOutOfRangeException(nameof(column), "requested column not active.");

        return _columns[column.Index].GetGetter<TValue>(input);
    }

    private int IndexOf(DataViewSchema.Column column)
    {
        if ((uint)column.Index >= (uint)OutputSchema.Count || OutputSchema[column.Index].Name != column.Name)
            throw new ArgumentException($"Column '{column.Name}' is not in this schema.", nameof(column));

        return column.Index;
    }
}
