using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>A trained autoencoder and how it came about.</summary>
internal sealed record AutoencoderResult(AutoencoderEnergy Energy, TrainingHistory History);
