using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

/// <summary>K-means at a finite temperature, with example weights and names of its own for the outputs.</summary>
public sealed class KMeansFreeEnergyContract : KMeansEnergyContract
{
    protected override Table Training => field ??= base.Training.With(Floats.Scalar("Weight", Enumerable.Range(0, base.Training.Rows).Select(i => 0.5f + (i % 3))));

    protected override IReadOnlyList<string> TrainingInputs => ["Weight"];

    protected override IReadOnlyList<Output> Outputs => [.. base.Outputs.Select(o => o with { Name = $"My {o.Name}" })];

    protected override KMeansEnergyEstimator.Options QuickOptions()
    {
        var options = base.QuickOptions();
        options.InverseTemperature = 0.4f;
        options.ExampleWeightColumnName = "Weight";
        options.EnergyColumnName = "My Energy";
        options.FeatureEnergyColumnName = "My FeatureEnergy";
        options.ScoreColumnName = "My Score";
        options.PredictedLabelColumnName = "My PredictedLabel";
        options.ReconstructionColumnName = "My Reconstruction";
        options.LatentColumnName = "My Latent";
        return options;
    }
}
