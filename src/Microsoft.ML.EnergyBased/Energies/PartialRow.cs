namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>Rows in which NaN stands for a value that was not observed.</summary>
internal static class PartialRow
{
    /// <summary>Whether something is observed, and nothing is infinite.</summary>
    public static bool IsUsable(ReadOnlySpan<float> row)
    {
        var observed = false;
        foreach (var value in row)
        {
            if (float.IsInfinity(value))
                return false;
            observed |= !float.IsNaN(value);
        }
        return observed;
    }

    /// <summary>Copies a row, with <paramref name="values"/> where it is unobserved.</summary>
    public static void Fill(ReadOnlySpan<float> row, ReadOnlySpan<float> values, Span<float> filled)
    {
        for (var j = 0; j < row.Length; j++)
            filled[j] = float.IsNaN(row[j]) ? values[j] : row[j];
    }
}
