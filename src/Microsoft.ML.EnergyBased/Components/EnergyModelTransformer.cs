using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased;

/// <summary>What the transformers share that hold an energy of rows: one pass of it over a block fills all outputs that are wanted.</summary>
public abstract class EnergyModelTransformer : EnergyBasedTransformer
{
    private readonly IModelEnergy _energy;
    private readonly InputColumn[] _inputs;

    private protected EnergyModelTransformer(IReadOnlyList<InputColumn> inputs, OutputSet<EnergyOutputs> outputs, IModelEnergy energy)
    {
        _energy = energy;
        _inputs = [.. inputs];
        _inputs[^1] = _inputs[^1] with { Domain = energy.Domain, NaNIsUnobserved = energy.MissingValues == MissingValues.Learn };
        Declared = outputs;
    }

    private protected EnergyModelTransformer(string featureColumnName, OutputSet<EnergyOutputs> outputs, IModelEnergy energy)
        : this([InputColumn.Vector(featureColumnName, InputColumn.FeatureRole, energy.Dimension)], outputs, energy)
    {
    }

    /// <summary>The name of the feature column.</summary>
    public string FeatureColumnName => _inputs[^1].Name;

    /// <summary>The energy, whatever it is.</summary>
    internal IEnergy RowEnergy => _energy;

    /// <summary>The columns that make a row of the energy, side by side. The last is the one that the energy is of.</summary>
    internal IReadOnlyList<InputColumn> RowColumns => _inputs;

    /// <summary>β of the density e^{−βE}/Z that the energy stands for.</summary>
    internal virtual float DensityInverseTemperature => 1;

    /// <summary>The moments of the training rows, where the model keeps them.</summary>
    internal virtual FeatureMoments? Moments => null;

    private protected OutputSet<EnergyOutputs> Declared { get; }

    private protected override IReadOnlyList<InputColumn> Inputs => _inputs;

    private protected override IReadOnlyList<OutputColumn> Outputs => Declared.Columns;

    /// <summary>Says what was fitted, for logs and debuggers.</summary>
    public override string ToString() => $"{_energy}";

    private protected override void Map(Block block) => _energy.Compute(block.Input(), Declared.Open(block));
}
