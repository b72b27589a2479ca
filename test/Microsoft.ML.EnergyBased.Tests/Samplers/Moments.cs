using Microsoft.ML.EnergyBased.Diagnostics;
using Microsoft.ML.EnergyBased.Samplers;

namespace Microsoft.ML.EnergyBased.Tests.Samplers;

/// <summary>Holds samples against known moments, within five standard errors by their effective sample size.</summary>
internal static class Moments
{
    public static void Agree(SampleSet samples, int coordinate, double mean, double variance)
    {
        Agree(samples, coordinate, x => x, mean);
        Agree(samples, coordinate, x => (x - mean) * (x - mean), variance);
    }

    public static void Agree(SampleSet samples, int coordinate, Func<double, double> function, double expected)
    {
        (var found, var error) = Estimate(samples, coordinate, function);
        found.Should().BeApproximately(expected, 5 * error, "{0} ± {1} is not {2}", found, error, expected);
        // A test that allows everything tests nothing.
        error.Should().BeLessThan(0.1 * (1 + Math.Abs(expected)), "the standard error {0} is too large", error);
    }

    /// <summary>The mean of a function of a coordinate, and its standard error.</summary>
    public static (double Mean, double Error) Estimate(SampleSet samples, int coordinate, Func<double, double> function)
    {
        var chains = samples.Diagnostics.NumberOfChains;
        var draws = samples.Diagnostics.NumberOfDraws;
        var trace = new float[chains * draws];
        for (var draw = 0; draw < draws; draw++)
        {
            for (var chain = 0; chain < chains; chain++)
                trace[(chain * draws) + draw] = (float)function(samples.Values[(((draw * chains) + chain) * samples.Dimension) + coordinate]);
        }
        var mean = trace.Average(x => (double)x);
        var variance = trace.Average(x => (x - mean) * (x - mean));
        return (mean, Math.Sqrt(variance / ChainStatistics.EffectiveSampleSize(trace, chains)));
    }
}
