using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Components.LatentInference;

/// <summary>The output columns of a latent-variable model, as estimators promise them (sizes unknown, 0) and the transformer delivers them.</summary>
internal sealed class LatentOutputs
{
    internal LatentOutputs(LatentColumns columns, int dimension, int latentSize, int predictions = 0)
    {
        Energy = OutputColumn.Single(columns.Energy);
        Latent = OutputColumn.Vector(columns.Latent, latentSize);
        Reconstruction = OutputColumn.Vector(columns.Reconstruction, dimension, slotNamesFrom: columns.Context is null ? 0 : 1);
        Score = OutputColumn.Vector(columns.Score, latentSize);
        PredictedLabel = OutputColumn.Key(columns.PredictedLabel, latentSize);
        Inference = OutputColumn.Search(columns.Inference);
        ActiveAtoms = OutputColumn.Single(columns.ActiveAtoms);
        Predictions = columns.Predictions is null ? null : new OutputColumn<float>(columns.Predictions, NumberDataViewType.Single, isVector: true, predictions * dimension, null, float.NaN)
        {
            FixedSlotNames = slot => $"z{slot / dimension}.y{slot % dimension}",
            Reads = [0],
        };
        All = [.. new OutputColumn?[] { Energy, Latent, Reconstruction, Score, PredictedLabel, Inference, ActiveAtoms, Predictions }.OfType<OutputColumn>()];
    }

    internal OutputColumn<float>? Energy { get; }

    internal OutputColumn<float>? Latent { get; }

    internal OutputColumn<float>? Reconstruction { get; }

    internal OutputColumn<float>? Score { get; }

    internal OutputColumn<uint>? PredictedLabel { get; }

    internal OutputColumn<float>? Inference { get; }

    internal OutputColumn<float>? ActiveAtoms { get; }

    internal OutputColumn<float>? Predictions { get; }

    internal IReadOnlyList<OutputColumn> All { get; }
}
