namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>A trained energy network, and how its training went.</summary>
/// <param name="Energy">The energy of the best epoch on validation rows; without them of the last.</param>
/// <param name="Epochs">Every epoch that ran.</param>
/// <param name="BestEpoch">The epoch, from 1, that <paramref name="Energy"/> comes from.</param>
/// <param name="StoppedEarly">Whether training ended because nothing improved.</param>
internal sealed record NetworkEnergyResult(NetworkEnergy Energy, IReadOnlyList<NetworkEnergyEpoch> Epochs, int BestEpoch, bool StoppedEarly);
