namespace Microsoft.ML.EnergyBased.Energies;

/// <summary>An energy that knows the moments of the rows it was fitted to, as far as its parameters say them.</summary>
internal interface IMomentEnergy
{
    /// <summary>Writes the mean and variance of each feature.</summary>
    /// <param name="means">Receives d values.</param>
    /// <param name="variances">Receives d values, at least 0.</param>
    void Moments(Span<double> means, Span<double> variances);
}
