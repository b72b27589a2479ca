namespace Microsoft.ML.EnergyBased.Training;

/// <summary>One epoch of a training.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Epochs">How many there are at most.</param>
/// <param name="Energy">The mean energy a row, each measured before the step that its batch took.</param>
/// <param name="ValidationEnergy">The mean energy a validation row after the epoch; NaN without validation.</param>
internal readonly record struct TrainingEpoch(int Epoch, int Epochs, double Energy, double ValidationEnergy)
{
    /// <summary>What the points of a negative phase were like; NaN throughout without one.</summary>
    public SampleMeasurements Samples { get; init; } = SampleMeasurements.None;

    /// <summary>What the scorer gave the parameters after the epoch; NaN without one.</summary>
    public double Score { get; init; } = double.NaN;
}
