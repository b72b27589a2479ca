using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Benchmarks.Samplers;

/// <summary>One Langevin step of many chains on a 64-256-256-1 energy with tanh.</summary>
[MemoryDiagnoser]
public class LangevinBenchmarks
{
    private LangevinSampler? _sampler;
    private SamplerState? _state;
    private SamplerState? _next;
    private SamplerInfo? _info;

    [Params(1024)]
    public int Chains { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _sampler = LangevinWork.Sampler(Threads);
        var positions = new float[Chains * Inputs.ChainSize];
        new RandomStream(1, RandomPurpose.SampleStart).FillNormal(positions);
        _state = _sampler.Start(positions);
        _next = _state.NewLike();
        _info = new SamplerInfo(Chains);
    }

    [Benchmark]
    public float Step()
    {
        _sampler!.Step(_state!, new SamplerRandom(1, 0), _next!, _info!);
        return _next!.Energies[0];
    }
}
