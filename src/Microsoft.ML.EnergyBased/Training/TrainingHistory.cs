namespace Microsoft.ML.EnergyBased.Training;

/// <summary>How a training went.</summary>
/// <param name="Epochs">Every epoch that ran.</param>
/// <param name="BestEpoch">The epoch, from 1, whose parameters were kept: with validation the best, otherwise the last.</param>
/// <param name="StoppedEarly">Whether the epochs ended because the energy no longer fell.</param>
internal sealed record TrainingHistory(IReadOnlyList<TrainingEpoch> Epochs, int BestEpoch, bool StoppedEarly)
{
    /// <summary>The last line of a training's log.</summary>
    public override string ToString()
    {
        var kept = Epochs[BestEpoch - 1];
        return FormattableString.Invariant($"{(StoppedEarly ? "stopped early" : "finished")} after {Epochs.Count} epochs, kept epoch {BestEpoch} with energy {kept.Energy:G7}");
    }
}
