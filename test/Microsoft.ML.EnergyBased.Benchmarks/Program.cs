using BenchmarkDotNet.Running;
using Microsoft.ML.EnergyBased.Benchmarks.Magnitudes;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Tests.Stress;

// `-- side-by-side --peers <peers.py>`: one table against other libraries (`--help` lists its options).
// `-- fuzz --files 20000`: altered model files, loaded and scored; `--seed S` for others.
// `-- magnitudes [<part of a model's name> ...]`: fits, scores and loads at magnitudes that Single hardly holds.
// Otherwise BenchmarkDotNet: `-- --filter '*'` runs all; without arguments it lists them and asks.
return args switch
{
    [SideBySideCommand.Name, .. var rest] => SideBySideCommand.Run(rest),
    [FuzzCommand.Name, .. var rest] => FuzzCommand.Run(rest),
    [MagnitudeCommand.Name, .. var names] => MagnitudeCommand.Run(names),
    [FitMemory.Command, var data, var threads] => FitMemory.RunHere(data, threads),
    _ => RunBenchmarks(args),
};

static int RunBenchmarks(string[] args)
{
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    return 0;
}
