using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Models.SparseCoding;

/// <summary>A learnt dictionary as an energy, every epoch of its learning, and the share of the last one's searches that ended before their gap was reached.</summary>
internal sealed record DictionaryResult(SparseCodingEnergy Energy, IReadOnlyList<TrainingEpoch> Epochs, double UnfinishedShare);
