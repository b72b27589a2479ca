using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased;

/// <summary>What judges a restricted Boltzmann machine after each epoch; the best one is kept.</summary>
public enum LikelihoodMonitor
{
    /// <summary>Nothing: the last model is kept.</summary>
    None = 0,

    /// <summary>The pseudo-log-likelihood of the rows; for bits.</summary>
    PseudoLikelihood = 1,

    /// <summary>The log-likelihood of the rows, with log Z by enumeration; at most 25 units in the smaller layer.</summary>
    ExactLikelihood = 2,

    /// <summary>The log-likelihood of the rows, with log Z estimated by annealed importance sampling.</summary>
    AnnealedImportanceSampling = 3,
}
