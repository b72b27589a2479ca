using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.LatentOptimization;

/// <summary>A trained decoder, the latents that its training rows ended with, and how it came about.</summary>
/// <param name="Energy">The energy.</param>
/// <param name="Latents">The latents of the training rows, in the order of the source; 0 for rows that were set aside.</param>
/// <param name="History">The epochs.</param>
internal sealed record LatentOptimizationResult(LatentOptimizationEnergy Energy, TrainingLatents Latents, TrainingHistory History);
