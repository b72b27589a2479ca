using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased;

/// <summary>An estimate of a free energy F_β, with its standard error.</summary>
/// <param name="FreeEnergy">F_β, in the units of the energy; NaN for a row that holds NaN or an infinity.</param>
/// <param name="StandardError">The standard error of <paramref name="FreeEnergy"/>, to first order.</param>
public readonly record struct FreeEnergyEstimate(double FreeEnergy, double StandardError)
{
    /// <summary>−(log Z + log Z₀)/β, where log Z was estimated and log Z₀ is known.</summary>
    internal static FreeEnergyEstimate Of(LogPartitionEstimate estimate, double known, double beta)
        => new(-(estimate.LogPartition + known) / beta, estimate.StandardError / beta);

    /// <summary>Estimates F_β of each row of a block, one after the other; NaN for a row that holds NaN or an infinity.</summary>
    internal static void OfRows(ReadOnlySpan<float> rows, int dimension, Span<FreeEnergyEstimate> estimates, Func<ReadOnlySpan<float>, FreeEnergyEstimate> estimate)
    {
        for (var i = 0; i < estimates.Length; i++)
        {
            var row = rows.Slice(i * dimension, dimension);
            estimates[i] = VectorMath.IsFinite(row) ? estimate(row) : new FreeEnergyEstimate(double.NaN, double.NaN);
        }
    }

    /// <summary>Checks the arguments of annealed importance sampling.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    internal static void Check(float inverseTemperature, int chains, int temperatures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(temperatures, 1);
        if (!(inverseTemperature > 0 && float.IsFinite(inverseTemperature)))
            throw new ArgumentOutOfRangeException(nameof(inverseTemperature), inverseTemperature, "The inverse temperature must be above 0 and finite.");
    }
}
