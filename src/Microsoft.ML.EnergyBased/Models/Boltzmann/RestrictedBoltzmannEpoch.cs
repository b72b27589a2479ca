using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.Boltzmann;

/// <summary>What one epoch of a restricted Boltzmann machine's training measured.</summary>
/// <param name="Training">The epoch as the loop reports it; its energies are free energies.</param>
/// <param name="SampleEnergy">The mean free energy of the points of the negative phase; NaN where that is exact.</param>
/// <param name="ReconstructionError">The mean squared difference of a row and its first reconstruction, a feature; NaN where the negative phase is exact or persistent.</param>
/// <param name="Score">What the monitor gave, in nats a row; NaN without one.</param>
internal readonly record struct RestrictedBoltzmannEpoch(TrainingEpoch Training, double SampleEnergy, double ReconstructionError, double Score)
{
    /// <summary>Samples' mean energy less the data's: near 0 where model and data agree.</summary>
    public double Gap => SampleEnergy - Training.Energy;
}
