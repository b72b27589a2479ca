namespace Microsoft.ML.EnergyBased.Training;

/// <summary>One epoch of a training.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">How many there are at most.</param>
/// <param name="Energy">The mean energy a row, each measured before the step that its batch took.</param>
/// <param name="ValidationEnergy">The mean energy a validation row after the epoch; NaN without validation.</param>
internal readonly record struct TrainingEpoch(int Epoch, int Epochs, double Energy, double ValidationEnergy);
