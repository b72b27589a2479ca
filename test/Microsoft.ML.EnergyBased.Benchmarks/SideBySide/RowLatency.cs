using System.Diagnostics;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide;

/// <summary>PredictionEngine row by row: each call timed by itself, and what all of them allocate.</summary>
internal static class RowLatency
{
    private const int WarmUp = 20_000;
    private const int Calls = 100_000;

    /// <summary>Median and 99th percentile of a call in seconds, and bytes allocated a call.</summary>
    public static (double Median, double Percentile99, double Bytes) Measure(Inputs inputs)
    {
        var ml = new MLContext(1);
        var rows = FeatureRow.Split(inputs.Clusters.AsSpan(0, 1000 * FeatureRow.Size));
        var model = ml.EnergyBased().KMeans(Works.KMeansWork.Options(inputs.Centers, 2)).Fit(ml.Data.LoadFromEnumerable(rows));
        using var engine = ml.Model.CreatePredictionEngine<FeatureRow, ScoredRow>(model);
        var output = new ScoredRow();
        var ticks = new long[Calls];
        for (var i = 0; i < WarmUp; i++)
            engine.Predict(rows[i % rows.Length], ref output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            engine.Predict(rows[i % rows.Length], ref output);
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Array.Sort(ticks);
        return (Seconds(ticks[Calls / 2]), Seconds(ticks[Calls * 99 / 100]), allocated / (double)Calls);
    }

    private static double Seconds(long ticks) => ticks / (double)Stopwatch.Frequency;
}
