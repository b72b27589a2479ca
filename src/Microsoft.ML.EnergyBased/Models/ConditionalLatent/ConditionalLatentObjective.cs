namespace Microsoft.ML.EnergyBased;

/// <summary>What the training of a conditional energy F(x, y) minimises.</summary>
/// <remarks>LeCun et al., "A Tutorial on Energy-Based Learning" (2006), section 2.2.</remarks>
public enum ConditionalLatentObjective
{
    /// <summary>F(x, y) of the observed pair: down at the data, and held up elsewhere by what z can reach.</summary>
    Reconstruction = 0,

    /// <summary>max(0, m + F(x, y) − F(x, ȳ)): the most offending wrong answer ȳ lies higher by the margin m.</summary>
    Hinge = 1,

    /// <summary>ln(1 + e^{F(x, y) − F(x, ȳ)}): the same without an end.</summary>
    Log = 2,
}
