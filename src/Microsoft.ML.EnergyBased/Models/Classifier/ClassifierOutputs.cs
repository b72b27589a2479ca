using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Models.Classifier;

/// <summary>ML.NET's multiclass columns and the energy, as the trainer promises and the transformer delivers them.</summary>
internal sealed class ClassifierOutputs
{
    // The label is the second input of the trainer; the fitted columns carry its values themselves.
    private const int Label = 1;

    internal ClassifierOutputs(string? score, string? predictedLabel, string? energy, int classes, KeyNames? names)
    {
        if (score is not null)
        {
            Score = new OutputColumn<float>(score, NumberDataViewType.Single, isVector: true, classes, null, float.NaN)
            {
                KeyValuesFrom = Label,
                Annotations = names?.ToSlotNames(),
            };
        }

        if (predictedLabel is not null)
        {
            PredictedLabel = new OutputColumn<uint>(predictedLabel, new KeyDataViewType(typeof(uint), Math.Max(classes, 1)), isVector: false, 1, null, 0)
            {
                KeyValuesFrom = Label,
                Annotations = names?.ToKeyValues(),
            };
        }

        Energy = OutputColumn.Single(energy);
        All = [.. new OutputColumn?[] { Score, PredictedLabel, Energy }.OfType<OutputColumn>()];
    }

    internal ClassifierOutputs(EnergyClassifierTrainer.Options options, int classes, KeyNames? names)
        : this(options.ScoreColumnName, options.PredictedLabelColumnName, options.EnergyColumnName, classes, names)
    {
    }

    internal OutputColumn<float>? Score { get; }

    internal OutputColumn<uint>? PredictedLabel { get; }

    internal OutputColumn<float>? Energy { get; }

    internal IReadOnlyList<OutputColumn> All { get; }
}
