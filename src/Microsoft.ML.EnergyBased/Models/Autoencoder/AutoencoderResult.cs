using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Autoencoder;

/// <summary>A trained autoencoder and how it came about.</summary>
internal sealed record AutoencoderResult(AutoencoderEnergy Energy, TrainingHistory History);
