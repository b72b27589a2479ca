using Microsoft.ML;
using Microsoft.ML.EnergyBased;

namespace Generate_Digits;

/// <summary>The model: a restricted Boltzmann machine, trained by persistent contrastive divergence.</summary>
internal static class DigitModel
{
    /// <summary>As many chains go on from step to step as a batch has digits; the rate falls to nothing, so that they can keep up.</summary>
    public static ContrastiveDivergenceTrainer Build(MLContext ml, int hiddenUnits, int sweeps, int epochs, double rate, int seed, IProgress<TrainingProgress> progress)
        => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(hiddenUnits),
            NegativePhase = NegativePhase.Gibbs(sweeps),
            Persistent = new PersistentChains(),
            Optimizer = Optimizer.Sgd(),
            LearningRate = (float)rate,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            NumberOfEpochs = epochs,
            BatchSize = 20,
            Monitor = LikelihoodMonitor.PseudoLikelihood,
            Seed = seed,
            Progress = progress,
        });
}
