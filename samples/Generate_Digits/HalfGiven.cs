using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Samplers;

namespace Generate_Digits;

/// <summary>Conditional sampling: the upper half of a digit is held, and the machine draws lower halves that go with it.</summary>
internal static class HalfGiven
{
    private const int Half = ModelInput.Pixels / 2;
    private const int Sweeps = 500;

    /// <summary>The digits with grey where the machine is to draw.</summary>
    public static IEnumerable<float[]> Questions(float[][] digits) => digits.Select(digit => digit.Select((pixel, i) => i < Half ? pixel : 0.25f).ToArray());

    /// <summary>Some answers, each to all of the digits.</summary>
    public static float[][][] Answers(RestrictedBoltzmannEnergy machine, float[][] digits, int answers, int seed)
    {
        var sampler = new GibbsSampler(machine, options: new SamplerOptions { FixedCoordinates = [.. Enumerable.Range(0, Half)] });
        var upperHalves = digits.SelectMany(digit => digit.Select((pixel, i) => i < Half ? pixel : 0)).ToArray();
        var drawn = sampler.Run(sampler.Start(upperHalves), answers, burnIn: Sweeps, thin: Sweeps, seed);
        return [.. drawn.Values.ToArray().Chunk(ModelInput.Pixels).Chunk(digits.Length)];
    }
}
