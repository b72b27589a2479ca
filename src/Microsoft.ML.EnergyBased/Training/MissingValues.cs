namespace Microsoft.ML.EnergyBased;

/// <summary>What a model does with rows that are incomplete: NaN stands for a value that was not observed.</summary>
public enum MissingValues
{
    /// <summary>A row with NaN is skipped at Fit, with one counted warning, and gives NaN at Transform.</summary>
    Skip = 0,

    /// <summary>
    /// Fit learns from what a row observes, and at Transform its energy is that of what it observes. A row with nothing
    /// observed is skipped at Fit and gives NaN at Transform; infinite values are bad as ever. Complete rows give the model
    /// that <see cref="Skip"/> gives, bit for bit.
    /// </summary>
    Learn = 1,
}
