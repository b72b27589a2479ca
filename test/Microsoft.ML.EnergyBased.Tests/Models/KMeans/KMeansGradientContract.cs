using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.KMeans;

/// <summary>K-means trained by gradient steps on the winner.</summary>
[DoesNotApply("P27_WeightZero", "a weighted gradient step is not two steps: its weights are tested with coordinate descent")]
public sealed class KMeansGradientContract : KMeansEnergyContract
{
    protected override KMeansEnergyEstimator.Options QuickOptions()
    {
        var options = base.QuickOptions();
        options.TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient;
        options.MaximumIterations = 5;
        return options;
    }
}
