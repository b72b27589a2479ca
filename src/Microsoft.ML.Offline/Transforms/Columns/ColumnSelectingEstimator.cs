using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Drops columns by name.</summary>
public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    private readonly string[] _dropped;

    internal ColumnSelectingEstimator(string[] dropped)
        : base(new ColumnSelectingTransformer(dropped))
    {
        _dropped = [.. dropped];
    }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var missing = _dropped.FirstOrDefault(name => !inputSchema.TryFindColumn(name, out _));
        if (missing is not null)
            throw SchemaErrors.Missing(nameof(inputSchema), "input", missing);

        return new SchemaShape(inputSchema.Where(c => !_dropped.Contains(c.Name)));
    }
}
