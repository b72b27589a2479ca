using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased;

/// <summary>An estimate of a free energy F_β, with its standard error.</summary>
/// <param name="FreeEnergy">F_β, in the units of the energy; NaN for a row that holds NaN or an infinity.</param>
/// <param name="StandardError">The standard error of <paramref name="FreeEnergy"/>, to first order.</param>
public readonly record struct FreeEnergyEstimate(double FreeEnergy, double StandardError)
{
    /// <summary>Holds what an annealing is asked for in its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    internal static void Check(float inverseTemperature, int chains, int temperatures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chains, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(temperatures, 1);
        if (!(inverseTemperature > 0 && float.IsFinite(inverseTemperature)))
            throw new ArgumentOutOfRangeException(nameof(inverseTemperature), inverseTemperature, "The inverse temperature must be above 0 and finite.");
    }
}
