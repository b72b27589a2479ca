using System.Buffers;
using System.Numerics.Tensors;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>
/// A component over what a row observes, the rest integrated out: E(y_obs, z) = min over the rest of E(y, z), plus ½ ln det P − ½ m ln 2π
/// for m values whose block of the precision is P; and the rest given what is observed.
/// </summary>
internal static class MixtureMarginal
{
    private static readonly double HalfLogOfTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>Room that <see cref="Energy"/> needs for m unobserved values.</summary>
    public static int RoomFor(MixtureDensity components, int missing)
        => checked(missing + (components.IsFull ? missing * missing : missing) + (2 * components.Dimension));

    /// <summary>E(y_obs, z) of each component.</summary>
    public static void Energies(MixtureDensity components, ReadOnlySpan<float> row, Span<double> energies)
    {
        var missing = row.Count(float.NaN);
        var placeBuffer = ArrayPool<int>.Shared.Rent(Math.Max(missing, 1));
        var buffer = ArrayPool<double>.Shared.Rent(RoomFor(components, missing));
        PartialRow.Places(row, placeBuffer.AsSpan(0, missing));
        for (var z = 0; z < components.Count; z++)
            energies[z] = Energy(components, z, row, placeBuffer.AsSpan(0, missing), buffer, out _, out _);
        ArrayPool<int>.Shared.Return(placeBuffer);
        ArrayPool<double>.Shared.Return(buffer);
    }

    /// <summary>E(y_obs, z) of one component, +∞ where it has no weight.</summary>
    /// <param name="components">The mixture.</param>
    /// <param name="z">The component.</param>
    /// <param name="row">y, NaN where it is not observed.</param>
    /// <param name="places">Where that is.</param>
    /// <param name="room">At least <see cref="RoomFor"/> values.</param>
    /// <param name="shift">The conditional mean of what is not observed, less the component's.</param>
    /// <param name="factor">The Cholesky factor of P in its lower triangle, of covariances that are not full P's diagonal.</param>
    public static double Energy(
        MixtureDensity components, int z, ReadOnlySpan<float> row, ReadOnlySpan<int> places, Span<double> room, out Span<double> shift, out Span<double> factor)
    {
        var missing = places.Length;
        shift = room[..missing];
        factor = room.Slice(missing, components.IsFull ? missing * missing : missing);
        if (double.IsPositiveInfinity(components.Constant(z)))
        {
            shift.Clear();
            return double.PositiveInfinity;
        }
        var scratch = room.Slice(missing + factor.Length, 2 * components.Dimension);
        var square = components.Condition(z, row, places, shift, factor, scratch);
        double logDeterminant = 0;
        if (!components.IsFull)
        {
            // Independent of what is observed: at the mean.
            foreach (var precision in factor)
                logDeterminant += Math.Log(precision);
        }
        else if (missing > 0)
        {
            if (!Cholesky.TryFactor(factor, missing))
                return double.PositiveInfinity;
            var pull = scratch[..missing];
            shift.CopyTo(pull);
            Cholesky.Solve(factor, missing, shift);
            square -= TensorPrimitives.Dot<double>(pull, shift);
            for (var i = 0; i < missing; i++)
                logDeterminant += 2 * Math.Log(factor[(i * missing) + i]);
        }
        var energy = components.Constant(z) + (0.5 * Math.Max(square, 0)) + (0.5 * logDeterminant) - (missing * HalfLogOfTwoPi);
        return double.IsNaN(energy) ? double.PositiveInfinity : energy;
    }

    /// <summary>The mixture over one value of a row, given what is observed, the other values that are missing integrated out.</summary>
    /// <param name="components">The mixture, of full covariances.</param>
    /// <param name="beta">β in (0, ∞].</param>
    /// <param name="row">y, NaN where it is not observed.</param>
    /// <param name="places">Where that is.</param>
    /// <param name="place">The value that is looked for, one of those.</param>
    /// <param name="room">At least <see cref="RoomFor"/> values, one for each of those, three for each component, and what <see cref="MixtureCondition"/> needs for one.</param>
    public static MixtureCondition Of(
        MixtureDensity components, double beta, ReadOnlySpan<float> row, Span<int> places, int place, Span<double> room)
    {
        int k = components.Count, missing = places.Length, own = places.IndexOf(place), used = RoomFor(components, missing);
        Span<double> column = room.Slice(used, missing), mean = room[..components.Dimension];
        Span<double> constants = room.Slice(used + missing, k), means = room.Slice(used + missing + k, k), precisions = room.Slice(used + missing + (2 * k), k);
        for (var z = 0; z < k; z++)
        {
            // N(y_obs, y_j): E(y_obs, z), and a normal of y_j about its conditional mean, whose variance is its entry of P⁻¹.
            constants[z] = Energy(components, z, row, places, room[..used], out var shift, out var factor);
            (means[z], precisions[z]) = (0, 1);
            if (double.IsPositiveInfinity(constants[z]))
                continue;
            means[z] = shift[own];
            column.Clear();
            column[own] = 1;
            Cholesky.Solve(factor, missing, column);
            precisions[z] = 1 / column[own];
            constants[z] += HalfLogOfTwoPi - (0.5 * Math.Log(precisions[z]));
        }
        for (var z = 0; z < k; z++)
        {
            components.Mean(z, mean);
            means[z] += mean[place];
        }
        places[0] = place;
        return new MixtureCondition(components, beta, places[..1], constants, means, precisions, room[(used + missing + (3 * k))..]);
    }
}
