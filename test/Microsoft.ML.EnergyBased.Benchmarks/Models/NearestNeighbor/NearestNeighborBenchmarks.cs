using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Models.NearestNeighbor;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.NearestNeighbor;

/// <summary>Ten neighbours among 10,000 rows, on one thread, and a completion.</summary>
[MemoryDiagnoser]
public class NearestNeighborBenchmarks
{
    private const int Count = 10_000;
    private const int Queries = 1000;

    private readonly float[] _energies = new float[Queries];
    private float[] _rows = [];
    private float[] _damaged = [];
    private float[] _answer = [];
    private NearestNeighborEnergy? _energy;

    /// <summary>In few dimensions boxes rule most rows out; in many all are looked at.</summary>
    [Params(3, 50)]
    public int Dimension { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        float[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
        _energy = new NearestNeighborEnergy(Normals(Count * Dimension), [], Dimension, 10, NeighborAggregation.FreeEnergy, 1);
        _rows = Normals(Queries * Dimension);
        _damaged = _rows[..Dimension];
        _damaged[1] = float.NaN;
        _answer = new float[Dimension];
    }

    /// <summary>A row.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Queries)]
    public void Energy() => _energy!.Energy(_rows, _energies);

    /// <summary>A row with a missing value.</summary>
    [Benchmark]
    public int Complete() => _energy!.Complete(_damaged, _answer, _energies.AsSpan(0, 1), out _);
}
