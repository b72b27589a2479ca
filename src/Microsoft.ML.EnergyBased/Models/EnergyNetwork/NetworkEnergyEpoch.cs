using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.EnergyNetwork;

/// <summary>What one epoch of an energy network's training measured.</summary>
/// <param name="Training">The epoch as the loop reports it: mean energies of the rows for contrastive divergence, the loss for the others.</param>
/// <param name="SampleEnergy">The mean energy of the points that were pushed up; NaN where none are.</param>
/// <param name="AcceptanceRate">The mean acceptance of their chains; of independent points the share that their weights are worth; NaN without chains.</param>
internal readonly record struct NetworkEnergyEpoch(TrainingEpoch Training, double SampleEnergy, double AcceptanceRate)
{
    /// <summary>Samples' mean energy less the data's: near 0 where model and data agree.</summary>
    public double Gap => SampleEnergy - Training.Energy;
}
