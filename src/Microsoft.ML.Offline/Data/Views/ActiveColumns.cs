namespace Microsoft.ML.Data;

/// <summary>The columns a cursor was asked for, and the answers to questions about them.</summary>
internal sealed class ActiveColumns
{
    private readonly bool[] _active;

    public ActiveColumns(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columnsNeeded)
    {
        ArgumentNullException.ThrowIfNull(columnsNeeded);
        Schema = schema;
        _active = new bool[schema.Count];
        foreach (var column in columnsNeeded)
            _active[Checked(column).Index] = true;
    }

    public DataViewSchema Schema { get; }

    public bool this[int column] => _active[column];

    public bool Contains(DataViewSchema.Column column) => _active[Checked(column).Index];

    /// <summary>The active columns and some more.</summary>
    public IEnumerable<DataViewSchema.Column> With(IEnumerable<int> more)
    {
        var all = (bool[])_active.Clone();
        foreach (var column in more)
            all[column] = true;

        return Schema.Where(column => all[column.Index]);
    }

    /// <summary>Throws unless the column is active and its values are of type <typeparamref name="TValue"/>.</summary>
    public void Check<TValue>(DataViewSchema.Column column)
    {
        if (!Contains(column))
            throw new ArgumentOutOfRangeException(nameof(column), "requested column not active");

        var type = Schema[column.Index].Type;
        if (typeof(TValue) != type.RawType)
            throw new InvalidOperationException($"Invalid TValue in GetGetter for column '{column.Name}': '{typeof(TValue)}', expected type: '{type.RawType}'.");
    }

    private DataViewSchema.Column Checked(DataViewSchema.Column column)
    {
        if ((uint)column.Index >= (uint)Schema.Count || Schema[column.Index].Name != column.Name)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' at {column.Index} is not a column of this schema.");

        return column;
    }
}
