namespace Microsoft.ML.EnergyBased.Training;

/// <summary>What a training gives out.</summary>
/// <param name="Energy">The energy, with the parameters that were kept.</param>
/// <param name="History">How it came about.</param>
internal sealed record TrainedEnergy<TEnergy>(TEnergy Energy, TrainingHistory History);
