using Microsoft.ML.EnergyBased.Components;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Models.Contrastive;

/// <summary>An energy that is trained against samples of its own density.</summary>
internal interface IContrastiveEnergy : IDifferentiableEnergy, IModelEnergy
{
    /// <summary>β of its density where it is a part of the energy itself; null where the energy is the same at any β.</summary>
    float? InverseTemperature => null;
}
