using Microsoft.ML.EnergyBased;
using Samples.Shared;

namespace Generate_Digits;

/// <summary>Keeps what the training reports, and prints a few of its epochs.</summary>
internal sealed class Trace(int epochs) : IProgress<TrainingProgress>
{
    private const int Lines = 5;

    public List<Point> Likelihood { get; } = [];

    public List<Point> Data { get; } = [];

    public List<Point> Chains { get; } = [];

    public void Report(TrainingProgress value)
    {
        Likelihood.Add((value.Iteration, value.LogLikelihood));
        Data.Add((value.Iteration, value.Energy));
        Chains.Add((value.Iteration, value.SampleEnergy));
        if (value.Iteration == 1 || value.Iteration % Math.Max(1, epochs / Lines) == 0)
            Console.WriteLine($"  {value}");
    }
}
