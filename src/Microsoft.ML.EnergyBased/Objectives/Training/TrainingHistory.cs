namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>How a training went.</summary>
/// <param name="Epochs">Every epoch that ran.</param>
/// <param name="BestEpoch">The epoch, from 1, whose parameters were kept: with validation the best, otherwise the last.</param>
/// <param name="StoppedEarly">Whether the epochs ended because the energy no longer fell.</param>
internal sealed record TrainingHistory(IReadOnlyList<TrainingEpoch> Epochs, int BestEpoch, bool StoppedEarly);
