namespace Microsoft.ML.EnergyBased;

/// <summary>What an autoencoder's energy compares a row y and its reconstruction r(y) by.</summary>
public enum ReconstructionLoss
{
    /// <summary>Σ (y − r)², the squared error summed over the features.</summary>
    SquaredError = 0,

    /// <summary>
    /// −Σ (y ln r + (1 − y) ln(1 − r)) for features in [0, 1] and a sigmoid output. The entropy of y itself is not taken
    /// off, so that the least energy of a feature strictly between 0 and 1 is above 0.
    /// </summary>
    BinaryCrossEntropy = 1,
}
