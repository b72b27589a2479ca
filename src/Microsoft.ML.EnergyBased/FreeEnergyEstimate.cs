namespace Microsoft.ML.EnergyBased;

/// <summary>An estimate of a free energy F_β, with its standard error.</summary>
/// <param name="FreeEnergy">F_β, in the units of the energy; NaN for a row that holds NaN or an infinity.</param>
/// <param name="StandardError">The standard error of <paramref name="FreeEnergy"/>, to first order.</param>
public readonly record struct FreeEnergyEstimate(double FreeEnergy, double StandardError);
