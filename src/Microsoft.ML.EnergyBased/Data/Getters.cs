namespace Microsoft.ML.EnergyBased.Data;

/// <summary>What every row and cursor says to a getter that cannot be given.</summary>
internal static class Getters
{
    /// <summary>The index of an active column.</summary>
    /// <exception cref="InvalidOperationException">The column is not active.</exception>
    internal static int CheckActive(BoundMap map, DataViewSchema.Column column, bool[] active)
    {
        var index = map.Index(column);
        return active[index] ? index : throw new InvalidOperationException($"Column '{column.Name}' is not active in this row or cursor.");
    }

    /// <summary>The getter as its caller wants it. Nothing converts: another type than the column's is an error.</summary>
    internal static ValueGetter<TValue> Cast<TValue>(Delegate getter, DataViewSchema.Column column)
        => getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' has values of type {column.Type.RawType}, not {typeof(TValue)}.");
}
