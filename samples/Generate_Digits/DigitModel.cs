using Microsoft.ML;
using Microsoft.ML.EnergyBased;

namespace Generate_Digits;

/// <summary>The model: a restricted Boltzmann machine, trained by persistent contrastive divergence.</summary>
internal static class DigitModel
{
    private const int Chains = 100;

    /// <summary>Chains that go on from step to step stand for what the machine holds likely; the rate falls to nothing, so that they can keep up.</summary>
    public static ContrastiveDivergenceTrainer Build(MLContext ml, int hiddenUnits, int sweeps, int epochs, double rate, int seed, IProgress<TrainingProgress> progress)
        => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(hiddenUnits),
            NegativePhase = NegativePhase.Gibbs(sweeps),
            Persistent = new PersistentChains(Chains),
            Optimizer = Optimizer.Sgd(momentum: 0.5f),
            LearningRate = (float)rate,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            WeightDecay = 2e-4f,
            NumberOfEpochs = epochs,
            BatchSize = 50,
            Monitor = LikelihoodMonitor.PseudoLikelihood,
            Seed = seed,
            Progress = progress,
        });
}
