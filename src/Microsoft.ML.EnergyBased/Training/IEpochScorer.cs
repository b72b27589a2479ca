namespace Microsoft.ML.EnergyBased.Training;

/// <summary>
/// Judges the parameters after each epoch, where the objective's own energies do not compare or something else is to
/// choose; the loop keeps the best.
/// </summary>
internal interface IEpochScorer
{
    /// <summary>How good the parameters are: higher is better, NaN says nothing.</summary>
    /// <param name="epoch">From 1.</param>
    /// <param name="parameters">As the objective lays them out; only read.</param>
    double Score(int epoch, ReadOnlySpan<float> parameters);
}
