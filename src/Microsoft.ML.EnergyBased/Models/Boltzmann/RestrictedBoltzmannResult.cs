namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>A trained machine, and how its training went.</summary>
/// <param name="Energy">The machine of the best epoch, or without a monitor (and without validation rows) of the last.</param>
/// <param name="Epochs">Every epoch that ran.</param>
/// <param name="BestEpoch">The epoch, from 1, that <paramref name="Energy"/> comes from.</param>
/// <param name="Score">The monitor's score of it; NaN without a monitor.</param>
/// <param name="StoppedEarly">Whether training ended because the score no longer rose.</param>
internal sealed record RestrictedBoltzmannResult(
    RestrictedBoltzmannEnergy Energy, IReadOnlyList<RestrictedBoltzmannEpoch> Epochs, int BestEpoch, double Score, bool StoppedEarly);
