using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased;

/// <summary>How the energy of K-means is minimised.</summary>
public enum KMeansTrainingAlgorithm
{
    /// <summary>
    /// Alternate the two exact minimisations: the latent of every row given the prototypes, then the prototypes
    /// (means) given the latents (Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28, 1982).
    /// </summary>
    CoordinateDescent,

    /// <summary>
    /// Stochastic gradient descent: infer the winning prototype of one row, take a step of it towards the row, and
    /// go on to the next row; a new order of the rows every epoch.
    /// </summary>
    Gradient,
}
