using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

namespace Microsoft.ML.EnergyBased.Benchmarks.Components;

/// <summary>One row at a time. The percentile is that of the iterations' means; `side-by-side` times each call by itself.</summary>
[MemoryDiagnoser]
[MedianColumn]
[Percentile99Column]
[SimpleJob(iterationCount: 100)]
public class PredictionEngineBenchmarks
{
    private readonly ScoredRow _output = new();
    private FeatureRow[] _rows = [];
    private PredictionEngine<FeatureRow, ScoredRow>? _engine;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        var values = FeatureRow.Clusters(1024);
        _rows = FeatureRow.Split(values);
        var model = ml.EnergyBased().KMeans(SideBySide.Works.KMeansWork.Options(values[..(64 * FeatureRow.Size)], 2)).Fit(ml.Data.LoadFromEnumerable(_rows));
        _engine = ml.Model.CreatePredictionEngine<FeatureRow, ScoredRow>(model);
    }

    [Benchmark]
    public float Predict()
    {
        var output = _output;
        _engine!.Predict(_rows[_next++ & 1023], ref output);
        return output.Energy;
    }
}
