namespace Microsoft.ML.EnergyBased.Training;

/// <summary>How a training went.</summary>
/// <param name="Epochs">Every epoch that ran.</param>
/// <param name="BestEpoch">The epoch, from 1, whose parameters were kept: with validation or a scorer the best, otherwise the last.</param>
/// <param name="StoppedEarly">Whether the epochs ended because nothing improved.</param>
internal sealed record TrainingHistory(IReadOnlyList<TrainingEpoch> Epochs, int BestEpoch, bool StoppedEarly)
{
    /// <summary>The epoch whose parameters were kept.</summary>
    public TrainingEpoch Best => Epochs[BestEpoch - 1];

    /// <summary>The last line of a training's log.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{(StoppedEarly ? "stopped early" : "finished")} after {Epochs.Count} epochs, kept epoch {BestEpoch} with energy {Best.Energy:G7}.");
}
