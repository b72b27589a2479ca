using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Numerics;

namespace Microsoft.ML.EnergyBased.Completion;

/// <summary>Mean and standard deviation of what is observed of each feature, gathered in one pass over rows with NaN in them.</summary>
internal sealed record ObservedMoments(FeatureMoments Features, long Rows, long Unobserved, long Values)
{
    /// <summary>Gathers them. Of a feature that none of them observes the model itself says where it is.</summary>
    /// <exception cref="InvalidOperationException">There is no usable row.</exception>
    internal static ObservedMoments Of(TrainingData data, EnergyModelTransformer model, TrainingLog log)
    {
        var width = data.Width;
        var gathered = new RunningMoments(width);
        long rows = 0;
        foreach (var block in data.Blocks())
        {
            gathered.Add(block.Span);
            rows += block.Length / width;
        }

        var (counts, means, variances) = (gathered.Counts, gathered.Means, gathered.Variances());
        if (counts.Count(count => count == 0) is > 0 and var never)
        {
            log.Info($"no row observes {never} of the {width} values in {string.Join(", ", data.Columns.Select(c => c.Where))}: searches for them begin where the model has them.");
            ModelMoments.Fill(model, counts, means, variances);
        }

        return new ObservedMoments(FeatureMoments.Of(means, variances), rows, (rows * width) - counts.Sum(), rows * width);
    }
}
