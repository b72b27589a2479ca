using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Components;

/// <summary>A transformer that holds an energy of rows: what uses of an energy (completion) ask of any component.</summary>
internal interface IEnergyModel
{
    IEnergy Energy { get; }

    /// <summary>The columns that make a row of the energy, side by side. The last is the one that the energy is of.</summary>
    IReadOnlyList<InputColumn> Columns { get; }

    /// <summary>β of the density e^{−βE}/Z that the energy stands for.</summary>
    float DensityInverseTemperature => 1;

    /// <summary>The moments of the training rows, where the model keeps them.</summary>
    FeatureMoments? Moments => null;
}
