namespace Microsoft.ML.EnergyBased;

/// <summary>What the visible units of a restricted Boltzmann machine are.</summary>
public enum VisibleUnits
{
    /// <summary>Bits, for data that is 0 or 1 (values between are taken as probabilities).</summary>
    Bernoulli = 0,

    /// <summary>Reals, normal given the hidden units, with a variance learnt for each unit.</summary>
    Gaussian = 1,
}
