using Microsoft.ML.EnergyBased;

namespace AnomalyDetection_Digits;

/// <summary>Prints where each run of the training ended: a line a run instead of a line an iteration.</summary>
internal sealed class RunProgress : IProgress<TrainingProgress>
{
    private TrainingProgress? _last;

    public void Report(TrainingProgress value)
    {
        if (_last is not null && value.Restart != _last.Restart)
            Flush();
        _last = value;
    }

    public void Flush()
    {
        Console.WriteLine($"  {_last}");
        _last = null;
    }
}
