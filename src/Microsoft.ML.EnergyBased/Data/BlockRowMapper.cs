using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>The row-to-row form of a bound map.</summary>
internal sealed class BlockRowMapper(BoundMap map) : IRowToRowMapper
{
    public DataViewSchema InputSchema => map.InputSchema;

    public DataViewSchema OutputSchema => map.OutputSchema;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => map.DependenciesOf(map.ActiveOf(dependingColumns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(activeColumns);
        if (input.Schema != InputSchema)
            throw new ArgumentException("The row's schema is not the one this mapper was made for.", nameof(input));
        return new BlockRow(map, input, map.ActiveOf(activeColumns));
    }
}
