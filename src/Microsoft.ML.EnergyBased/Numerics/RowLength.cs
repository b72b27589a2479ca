using System.Numerics.Tensors;

namespace Microsoft.ML.EnergyBased.Numerics;

/// <summary>How long a row may be to be learnt from: with room to spare, the squared distance of two such rows is a Single.</summary>
internal static class RowLength
{
    /// <summary>The greatest squared length of a training row: two of them are at most twice as far apart as one is long.</summary>
    public const float GreatestSquare = float.MaxValue / 64;

    /// <summary>Whether the squares of a row's values, as far as they are observed (not NaN), sum to at most <see cref="GreatestSquare"/>.</summary>
    public static bool IsWithin(ReadOnlySpan<float> row)
    {
        var square = TensorPrimitives.SumOfSquares(row);
        if (!float.IsNaN(square))
            return square <= GreatestSquare;
        double observed = 0;
        foreach (var value in row)
            observed += float.IsNaN(value) ? 0 : (double)value * value;
        return observed <= GreatestSquare;
    }

    /// <summary>Where the value of greatest magnitude stands, NaN aside.</summary>
    public static int IndexOfGreatest(ReadOnlySpan<float> row)
    {
        var greatest = 0;
        for (var j = 1; j < row.Length; j++)
        {
            if (!(Math.Abs(row[j]) <= Math.Abs(row[greatest])) && !float.IsNaN(row[j]))
                greatest = j;
        }
        return greatest;
    }
}
