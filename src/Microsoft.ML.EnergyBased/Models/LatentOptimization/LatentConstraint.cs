namespace Microsoft.ML.EnergyBased;

/// <summary>Where the latent z of a decoder may lie. The numbers stand in model files.</summary>
public enum LatentConstraint
{
    /// <summary>‖z‖ = 1.</summary>
    Sphere = 0,

    /// <summary>‖z‖ ≤ 1.</summary>
    Ball = 1,

    /// <summary>Anywhere, with a Gaussian prior: its penalty ½α‖z‖² is part of the energy.</summary>
    Free = 2,
}
