using System.Runtime.CompilerServices;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The checks that every energy makes of the spans it is given.</summary>
internal static class SpanChecks
{
    /// <summary>The number of rows in <paramref name="rows"/>.</summary>
    public static int Count(ReadOnlySpan<float> rows, int dimension)
    {
        int count = rows.Length / dimension;
        if (count * dimension != rows.Length)
            throw new ArgumentException($"{rows.Length} values are not a whole number of rows of {dimension}.", nameof(rows));
        return count;
    }

    /// <summary>
    /// Settles the energy of a row: NaN where the row is not finite, and +∞ where infinities that met on the way have made
    /// a NaN of what is only too great.
    /// </summary>
    /// <returns>Whether the row is finite.</returns>
    public static bool Settle(ReadOnlySpan<float> row, ref float energy)
    {
        bool good = VectorMath.IsFinite(row);
        if (!good)
            energy = float.NaN;
        else if (float.IsNaN(energy))
            energy = float.PositiveInfinity;
        return good;
    }

    /// <summary>Throws unless a span of <paramref name="actual"/> values holds <paramref name="width"/> for each of <paramref name="count"/> rows.</summary>
    public static void CheckLength(int actual, int count, int width, [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        if (actual != (long)count * width)
            throw new ArgumentException($"Expected {(long)count * width} values ({count} rows × {width}), got {actual}.", name.Split('.')[0]);
    }

    /// <summary>The same of a span that may also be empty, where its values are not wanted.</summary>
    public static void CheckRoom(int actual, int count, int width, [CallerArgumentExpression(nameof(actual))] string name = "")
    {
        if (actual > 0)
            CheckLength(actual, count, width, name);
    }
}
