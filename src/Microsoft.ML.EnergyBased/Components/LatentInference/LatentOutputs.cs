using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased;

/// <summary>The output columns of a latent-variable model, as estimators promise them (sizes unknown, 0) and the transformer delivers them.</summary>
internal sealed class LatentOutputs
{
    internal LatentOutputs(LatentColumns columns, int dimension, int latentSize)
    {
        Energy = OutputColumn.Single(columns.Energy);
        Latent = OutputColumn.Vector(columns.Latent, latentSize);
        Reconstruction = OutputColumn.Vector(columns.Reconstruction, dimension, slotNamesFrom: 0);
        Inference = columns.Inference is null ? null : new OutputColumn<float>(columns.Inference, NumberDataViewType.Single, isVector: true, 3, null, float.NaN)
        {
            FixedSlotNames = ["Iterations", "Gap", "Converged"],
        };
        ActiveAtoms = OutputColumn.Single(columns.ActiveAtoms);
        All = [.. new OutputColumn?[] { Energy, Latent, Reconstruction, Inference, ActiveAtoms }.OfType<OutputColumn>()];
    }

    internal OutputColumn<float>? Energy { get; }

    internal OutputColumn<float>? Latent { get; }

    internal OutputColumn<float>? Reconstruction { get; }

    internal OutputColumn<float>? Inference { get; }

    internal OutputColumn<float>? ActiveAtoms { get; }

    internal IReadOnlyList<OutputColumn> All { get; }
}
