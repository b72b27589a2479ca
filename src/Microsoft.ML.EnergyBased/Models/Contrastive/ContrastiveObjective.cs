namespace Microsoft.ML.EnergyBased;

/// <summary>What shapes an energy so that it is low on data and higher elsewhere.</summary>
public enum ContrastiveObjective
{
    /// <summary>Energy down on data, up on the points that a short chain reaches (Hinton, "Training products of experts by minimizing contrastive divergence", Neural Computation 14, 2002).</summary>
    ContrastiveDivergence = 0,

    /// <summary>The likelihood itself: the negative phase is the exact expectation, by enumeration. For machines whose smaller layer has at most 25 units.</summary>
    MaximumLikelihood = 1,

    /// <summary>The gradient of the energy points back from noisy data to clean data (Vincent, "A connection between score matching and denoising autoencoders", Neural Computation 23, 2011, equation 10).</summary>
    DenoisingScoreMatching = 2,

    /// <summary>The energy, less a constant that is learnt too, tells data from noise of known density (Gutmann and Hyvärinen, "Noise-contrastive estimation", AISTATS 2010, equation 8).</summary>
    NoiseContrastive = 3,
}
