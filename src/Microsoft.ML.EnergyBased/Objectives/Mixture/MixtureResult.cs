using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>The best restart of a fit.</summary>
/// <param name="Components">The mixture.</param>
/// <param name="LogLikelihood">The mean log-likelihood of a row under it.</param>
/// <param name="Iterations">The iterations that it took.</param>
/// <param name="Converged">False where it stopped at the maximum of iterations.</param>
internal sealed record MixtureResult(MixtureComponents Components, double LogLikelihood, int Iterations, bool Converged);
