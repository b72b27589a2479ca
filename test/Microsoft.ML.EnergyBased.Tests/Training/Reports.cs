namespace Microsoft.ML.EnergyBased.Tests.Training;

/// <summary>A progress that tells at once, on the thread that reports.</summary>
internal sealed class Reports(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
