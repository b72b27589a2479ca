using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.LatentOptimization;

/// <summary>The search for the latents of a block of rows behind a decoder 8-128-64, by the number of starts; Decode is one pass, for comparison.</summary>
[MemoryDiagnoser]
public class LatentOptimizationBenchmarks
{
    private const int Rows = 500;
    private const int LatentSize = 8;

    private readonly float[] _energies = new float[Rows];
    private readonly float[] _latents = new float[Rows * LatentSize];
    private float[] _values = [];
    private float[] _decoded = [];
    private LatentOptimizationEnergy? _energy;

    [Params(1, 4, 16)]
    public int Starts { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        _values = FeatureRow.Clusters(Rows);
        _decoded = new float[_values.Length];
        var view = ml.Data.LoadFromEnumerable(FeatureRow.Split(_values));
        var options = new LatentOptimizationEstimator.Options { LatentSize = LatentSize, NumberOfEpochs = 30, InferenceStarts = Starts, Seed = 1 };
        _energy = (LatentOptimizationEnergy)ml.EnergyBased().LatentOptimization(options).Fit(view).Energy;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public void Infer() => _energy!.Infer(_values, _energies, _latents, default, default);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Decode() => _energy!.Decode(_latents, _decoded);
}
