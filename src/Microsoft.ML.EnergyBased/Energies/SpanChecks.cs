using System.Numerics;
using System.Runtime.CompilerServices;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>The checks that every energy makes of the spans it is given, and the rule of NaN: a row that is not finite gives NaN, and only that row.</summary>
internal static class SpanChecks
{
    /// <summary>The number of rows in <paramref name="rows"/>.</summary>
    public static int Count(ReadOnlySpan<float> rows, int dimension)
    {
        var count = rows.Length / dimension;
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
        var good = VectorMath.IsFinite(row);
        if (!good)
            energy = float.NaN;
        else if (float.IsNaN(energy))
            energy = float.PositiveInfinity;
        return good;
    }

    /// <summary>Has what was computed of each row that is not finite be NaN.</summary>
    /// <param name="rows">count × <paramref name="dimension"/> values.</param>
    /// <param name="dimension">Values in a row.</param>
    /// <param name="results">count × <paramref name="width"/> values; or empty.</param>
    /// <param name="width">Values that a row has there.</param>
    public static void SpoilBadRows(ReadOnlySpan<float> rows, int dimension, Span<float> results, int width)
    {
        for (var i = 0; i * width < results.Length; i++)
        {
            if (!VectorMath.IsFinite(rows.Slice(i * dimension, dimension)))
                results.Slice(i * width, width).Fill(float.NaN);
        }
    }

    /// <summary>rows = Σ_z latent_z · vector_z, in double; NaN throughout where the latent is not finite.</summary>
    public static void Combine<T>(ReadOnlySpan<float> latents, int latentSize, ReadOnlySpan<T> vectors, Span<float> rows)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        var count = Count(latents, latentSize);
        var dimension = vectors.Length / latentSize;
        CheckLength(rows.Length, count, dimension);
        var sums = new double[dimension];
        for (var i = 0; i < count; i++)
        {
            Array.Clear(sums);
            for (var z = 0; z < latentSize; z++)
            {
                double share = latents[(i * latentSize) + z];
                for (var j = 0; j < dimension && share != 0; j++)
                    sums[j] += share * double.CreateTruncating(vectors[(z * dimension) + j]);
            }
            for (var j = 0; j < dimension; j++)
                rows[(i * dimension) + j] = (float)sums[j];
        }
        SpoilBadRows(latents, latentSize, rows, dimension);
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
