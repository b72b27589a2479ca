using System.Runtime.CompilerServices;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The checks that every energy makes of the spans it is given.</summary>
internal static class Blocks
{
    /// <summary>The number of rows in <paramref name="rows"/>.</summary>
    public static int Count(ReadOnlySpan<float> rows, int dimension)
    {
        int count = rows.Length / dimension;
        if (count * dimension != rows.Length)
            throw new ArgumentException($"{rows.Length} values are not a whole number of rows of {dimension}.", nameof(rows));
        return count;
    }

    /// <summary>Throws unless a span of <paramref name="actual"/> values holds <paramref name="width"/> for each of <paramref name="count"/> rows.</summary>
    public static void CheckLength(int actual, int count, int width, [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        if (actual != (long)count * width)
            throw new ArgumentException($"Expected {(long)count * width} values ({count} rows × {width}), got {actual}.", name.Split('.')[0]);
    }
}
