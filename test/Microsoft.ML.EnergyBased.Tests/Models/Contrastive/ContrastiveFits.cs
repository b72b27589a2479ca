using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

/// <summary>The two trainings behind the trainer, with the moments that it gathers for them.</summary>
internal static class ContrastiveFits
{
    public static TrainedEnergy<NetworkEnergy> Network(TrainingData data, ContrastiveDivergenceTrainer.Options options, IProgress<TrainingProgress>? progress = null)
        => NetworkEnergyTraining.Fit(data, data.Moments(default), options, progress);

    public static TrainedEnergy<RestrictedBoltzmannEnergy> Machine(TrainingData data, ContrastiveDivergenceTrainer.Options options, IProgress<TrainingProgress>? progress = null)
        => RestrictedBoltzmannTraining.Fit(data, data.Moments(default), options, progress);
}
