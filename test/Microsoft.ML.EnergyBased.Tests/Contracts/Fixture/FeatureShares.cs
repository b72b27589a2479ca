namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>What a model says of its column FeatureEnergy.</summary>
public enum FeatureShares
{
    /// <summary>The energy less the least with that feature free: at least 0.</summary>
    AreGains,

    /// <summary>The shares of a row sum to its energy.</summary>
    SumToEnergy,

    /// <summary>Squared errors: with a price of the latent, which is at least 0, they sum to the energy.</summary>
    SumBelowEnergy,

    /// <summary>Squared errors of one latent, where the energy is a mean over latents.</summary>
    AreErrors,
}
