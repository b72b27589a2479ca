namespace Microsoft.ML.EnergyBased.Models.Mixture;

/// <summary>The best restart of a fit.</summary>
/// <param name="Components">The mixture.</param>
/// <param name="LogLikelihood">The mean log-likelihood of a row under it.</param>
/// <param name="Iterations">The iterations that it took.</param>
/// <param name="Converged">False where it stopped at the maximum of iterations.</param>
/// <param name="OnFloor">The components that the variance floor holds up in some direction in which the rows vary.</param>
internal sealed record MixtureResult(MixtureDensity Components, double LogLikelihood, int Iterations, bool Converged, int OnFloor);
