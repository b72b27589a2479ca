using System.Buffers;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>Shares of features in an energy that has no split of its own: F(y) less the least F with the feature free.</summary>
internal static class FreedFeatures
{
    /// <summary>
    /// Where a feature is sought that knows no bound: models that learn in the units of their features want means near 0 and
    /// standard deviations near 1.
    /// </summary>
    public const float Reach = 3;

    // Points of the first look over the interval, and of each closer one between the neighbours of the lowest point.
    private const int Points = 25;
    private const int Looks = 3;

    /// <summary>The shares of one row of at least two features, by an energy that completes rows itself.</summary>
    public static void OfRow<T>(T energy, ReadOnlySpan<float> row, Span<float> shares)
        where T : ICompletingEnergy
    {
        var dimension = row.Length;
        var buffer = ArrayPool<float>.Shared.Rent(2 * dimension);
        Span<float> partial = buffer.AsSpan(0, dimension), answer = buffer.AsSpan(dimension, dimension);
        float own = 0, least = 0;
        energy.Energy(row, new Span<float>(ref own));
        row.CopyTo(partial);
        for (var j = 0; j < dimension; j++)
        {
            partial[j] = float.NaN;
            var found = energy.Complete(partial, answer, new Span<float>(ref least), out _) > 0;
            shares[j] = found ? Math.Max(0, own - least) : float.NaN;
            partial[j] = row[j];
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>The shares of each row, by values of the energy over an interval of each feature, closer and closer round the lowest.</summary>
    /// <param name="energy">The energy.</param>
    /// <param name="rows">count × d values.</param>
    /// <param name="shares">Receives as many; NaN throughout a row that is not finite.</param>
    public static void OfRows(IEnergy energy, ReadOnlySpan<float> rows, Span<float> shares)
    {
        var dimension = energy.Dimension;
        var buffer = ArrayPool<float>.Shared.Rent(checked(Points * (dimension + 1)));
        Span<float> trials = buffer.AsSpan(0, Points * dimension), energies = buffer.AsSpan(Points * dimension, Points);
        for (var start = 0; start < rows.Length; start += dimension)
        {
            var row = rows.Slice(start, dimension);
            var share = shares.Slice(start, dimension);
            if (!VectorMath.IsFinite(row))
            {
                share.Fill(float.NaN);
                continue;
            }
            energy.Energy(row, energies[..1]);
            var own = energies[0];
            for (var i = 0; i < Points; i++)
                row.CopyTo(trials[(i * dimension)..]);
            for (var j = 0; j < dimension; j++)
            {
                share[j] = own - Math.Min(own, Least(energy, trials, energies, j));
                for (var i = 0; i < Points; i++)
                    trials[(i * dimension) + j] = row[j];
            }
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    private static float Least(IEnergy energy, Span<float> trials, Span<float> energies, int feature)
    {
        float least = float.PositiveInfinity, low = -Reach, high = Reach;
        for (var look = 0; look < Looks; look++)
        {
            var step = (high - low) / (Points - 1);
            for (var i = 0; i < Points; i++)
                trials[(i * energy.Dimension) + feature] = low + (i * step);
            energy.Energy(trials, energies);
            var lowest = 0;
            for (var i = 1; i < Points; i++)
            {
                if (energies[i] < energies[lowest])
                    lowest = i;
            }
            least = Math.Min(least, energies[lowest]);
            var middle = low + (lowest * step);
            (low, high) = (Math.Max(-Reach, middle - step), Math.Min(Reach, middle + step));
        }
        return least;
    }
}
