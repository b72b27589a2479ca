using System.Numerics;

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

    /// <summary>Where a row is not observed; gives how many such places there are.</summary>
    public static int Places(ReadOnlySpan<float> row, Span<int> places)
    {
        var missing = 0;
        for (var j = 0; j < row.Length; j++)
        {
            if (float.IsNaN(row[j]))
                places[missing++] = j;
        }
        return missing;
    }

    /// <summary>Copies a row, with <paramref name="values"/> where it is unobserved.</summary>
    public static void Fill(ReadOnlySpan<float> row, ReadOnlySpan<float> values, Span<float> filled)
    {
        for (var j = 0; j < row.Length; j++)
            filled[j] = float.IsNaN(row[j]) ? values[j] : row[j];
    }

    /// <summary>The sum of squared differences over the values that both have; and how many they are.</summary>
    public static float SquaredDistance(ReadOnlySpan<float> row, ReadOnlySpan<float> point, out int observed)
    {
        var sums = Vector<float>.Zero;
        var counts = Vector<int>.Zero;
        var j = 0;
        for (; j + Vector<float>.Count <= row.Length; j += Vector<float>.Count)
        {
            Vector<float> y = new(row[j..]), x = new(point[j..]);
            // All bits of an integer, −1, where a value is its own equal.
            var has = Vector.BitwiseAnd(Vector.Equals(y, y), Vector.Equals(x, x));
            var difference = Vector.ConditionalSelect(has, y - x, Vector<float>.Zero);
            sums += difference * difference;
            counts -= has;
        }
        var sum = Vector.Sum(sums);
        observed = Vector.Sum(counts);
        for (; j < row.Length; j++)
        {
            if (float.IsNaN(row[j]) || float.IsNaN(point[j]))
                continue;
            sum += (row[j] - point[j]) * (row[j] - point[j]);
            observed++;
        }
        return sum;
    }
}
