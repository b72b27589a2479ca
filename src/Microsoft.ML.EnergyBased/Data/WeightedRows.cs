using Microsoft.ML.EnergyBased.Components;

namespace Microsoft.ML.EnergyBased.Data;

/// <summary>The rows that Fit learns from beside their example weights, where there are any.</summary>
/// <param name="Values">Count × dimension values.</param>
/// <param name="Count">The number of rows.</param>
/// <param name="Weights">One weight a row, at least 0; empty where rows are not weighted.</param>
/// <param name="Usable">The number of rows of positive weight, at least 1.</param>
internal sealed record WeightedRows(ReadOnlyMemory<float> Values, int Count, double[] Weights, int Usable)
{
    internal int Dimension => Values.Length / Count;

    /// <summary>Reads all rows. Those with NaN or infinity are left out, and counted in one warning.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">There is no row, none is finite, none has a weight, a weight is negative, or they do not fit in memory.</exception>
    internal static WeightedRows Read(IDataView input, InputColumn features, InputColumn? weights, TrainingLog log, CancellationToken cancellationToken)
    {
        var rows = FeatureRows.Read(input, weights is null ? [features] : [features, weights], log, cancellationToken);
        if (weights is null)
            return new WeightedRows(rows.Values, rows.Count, [], rows.Count);

        var last = rows.SplitLast(out var values);
        foreach (var weight in last)
        {
            if (weight < 0)
                throw new InvalidOperationException(FormattableString.Invariant($"A weight of {weight} in {weights.Role} '{weights.Name}': weights must not be negative"));
        }

        var usable = last.Count(w => w > 0);
        if (usable == 0)
            throw new InvalidOperationException($"All {rows.Count} training rows have a weight of 0 in {weights.Role} '{weights.Name}'");
        return new WeightedRows(values, rows.Count, [.. last.Select(w => (double)w)], usable);
    }
}
