using System.Diagnostics;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>Times one run.</summary>
internal static class Stopwatches
{
    public static Outcome Time(Func<double> run)
    {
        var start = Stopwatch.GetTimestamp();
        var quality = run();
        return new Outcome(Stopwatch.GetElapsedTime(start).TotalSeconds, quality);
    }
}
