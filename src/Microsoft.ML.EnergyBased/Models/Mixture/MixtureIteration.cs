namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>One iteration of expectation and maximisation.</summary>
/// <param name="Restart">The restart, from 0.</param>
/// <param name="Iteration">The iteration in that restart, from 1.</param>
/// <param name="LogLikelihood">The mean log-likelihood of a row under the mixture that the iteration started from.</param>
internal readonly record struct MixtureIteration(int Restart, int Iteration, double LogLikelihood);
