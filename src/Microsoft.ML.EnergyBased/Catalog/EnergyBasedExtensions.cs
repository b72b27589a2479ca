using Microsoft.ML.EnergyBased;

namespace Microsoft.ML;

/// <summary>Adds <c>mlContext.EnergyBased()</c>, the one way into this package.</summary>
public static class EnergyBasedExtensions
{
    /// <summary>The catalog of energy-based estimators, evaluations and tools.</summary>
    /// <param name="mlContext">The context that gives the seed, the log and the component catalog.</param>
    /// <returns>A catalog bound to <paramref name="mlContext"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="mlContext"/> is null.</exception>
    public static EnergyBasedCatalog EnergyBased(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        return new EnergyBasedCatalog(mlContext);
    }
}
