using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Objectives;

/// <summary>A learnt dictionary as an energy, and every epoch of its learning.</summary>
internal sealed record DictionaryResult(SparseCodingEnergy Energy, IReadOnlyList<TrainingEpoch> Epochs);
