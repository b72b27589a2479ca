using Microsoft.ML.EnergyBased.Data;

namespace Microsoft.ML.EnergyBased.Models.Contrastive;

/// <summary>The output columns of a contrastive model: of an energy network Energy alone, which has no code.</summary>
internal sealed class ContrastiveOutputs
{
    internal ContrastiveOutputs(string? energy, string? code, string? reconstruction, int dimension, int codeSize)
    {
        Energy = OutputColumn.Single(energy);
        Code = OutputColumn.Vector(code, codeSize);
        Reconstruction = OutputColumn.Vector(reconstruction, dimension, slotNamesFrom: 0);
        All = [.. new OutputColumn?[] { Energy, Code, Reconstruction }.OfType<OutputColumn>()];
    }

    internal ContrastiveOutputs(ContrastiveDivergenceTrainer.Options options, int dimension, int codeSize)
        : this(
            options.EnergyColumnName, options.Model.IsNetwork ? null : options.CodeColumnName,
            options.Model.IsNetwork ? null : options.ReconstructionColumnName, dimension, codeSize)
    {
    }

    internal OutputColumn<float>? Energy { get; }

    internal OutputColumn<float>? Code { get; }

    internal OutputColumn<float>? Reconstruction { get; }

    internal IReadOnlyList<OutputColumn> All { get; }
}
