using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Networks;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

/// <summary>1,024 chains, 100 steps each of unadjusted Langevin dynamics on a 64-256-256-1 energy with tanh.</summary>
internal sealed class LangevinWork : Work
{
    private const int Steps = 100;

    public override string Name => "langevin";

    public override IReadOnlyList<int> Threads => [1, 2];

    public override IReadOnlyList<Contest> Contests(Inputs inputs, int threads)
    {
        var chains = inputs.Chains;
        var sampler = Sampler(threads);
        return
        [
            new("LangevinSampler.Run", _ => true, () => Stopwatches.Time(() =>
            {
                // The whole of it: the first gradient, the steps, and the diagnostics of the last positions.
                var samples = sampler.Run(sampler.Start(chains), draws: 1, burnIn: Steps - 1, seed: 1);
                return samples.Values[0];
            }))
            {
                Target = 1 / 3.0,
            },
        ];
    }

    /// <summary>The sampler of this comparison, on an energy with weights as they are before training.</summary>
    public static LangevinSampler Sampler(int threads)
    {
        var architecture = NetworkArchitecture.Chain(Inputs.ChainSize, [256, 256, 1], [Activation.Tanh, Activation.Tanh, Activation.Identity]);
        var parameters = new float[architecture.ParameterCount];
        architecture.Initialize(parameters, WeightInitialization.Automatic, seed: 1);
        return new LangevinSampler(new NetworkEnergy(architecture, parameters, 0), 0.01f, new SamplerOptions { NumberOfThreads = threads }, 0.1414f);
    }
}
