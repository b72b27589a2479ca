using Microsoft.ML;
using Microsoft.ML.EnergyBased;

namespace Denoising_Digits;

/// <summary>One autoencoder of the comparison: d-h-d, trained to repeat images or to restore damaged ones.</summary>
internal sealed record Network(int Pixels, int HiddenUnits, Damage? Damage)
{
    public string Name => $"{(Damage is null ? "standard" : "denoising")} {Pixels}-{HiddenUnits}-{Pixels}";

    /// <summary>Both layers tanh, as images lie in [−1, 1]; squared error, Adam. A tenth of the images chooses the epoch.</summary>
    public DenoisingAutoencoderEstimator BuildPipeline(MLContext ml, Schedule schedule, IProgress<TrainingProgress> progress)
        => ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            FeatureColumnName = nameof(ImageInput.Pixels),
            HiddenUnits = [HiddenUnits],
            Activation = Activation.Tanh,
            OutputActivation = Activation.Tanh,
            Corruption = Damage?.ForTraining ?? Corruption.None,
            Optimizer = Optimizer.Adam(),
            LearningRate = 1e-3f,
            BatchSize = schedule.BatchSize,
            NumberOfEpochs = schedule.Epochs,
            ValidationFraction = 0.1,
            Seed = schedule.Seed,
            Progress = progress,
        });
}

/// <summary>How long and in what steps a network is trained.</summary>
internal sealed record Schedule(int Epochs, int BatchSize, int Seed);
