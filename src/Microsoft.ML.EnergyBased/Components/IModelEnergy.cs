using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Components;

/// <summary>An energy as transformers hold it: it says what columns it gives, and what values it is made for.</summary>
internal interface IModelEnergy : IOutputEnergy
{
    /// <summary>All that it can give, under the default names.</summary>
    OutputSet<EnergyOutputs> Outputs { get; }

    /// <summary>Whether it has an energy of rows with NaN: that of what they observe.</summary>
    MissingValues MissingValues => MissingValues.Skip;

    /// <summary>The least and greatest value of a feature; beyond them a row has no energy, instead of a low one. Null for all numbers.</summary>
    (float Minimum, float Maximum)? Domain => null;
}
