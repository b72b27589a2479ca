using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.KMeans;

/// <summary>K-means from given prototypes: 20 iterations on a view in memory.</summary>
[MemoryDiagnoser]
public class KMeansFitBenchmarks
{
    private KMeansEnergyEstimator? _estimator;
    private IDataView? _view;

    [Params(20_000)]
    public int Rows { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        var values = FeatureRow.Clusters(Rows);
        _view = ml.Data.LoadFromEnumerable(FeatureRow.Split(values));
        _estimator = ml.EnergyBased().KMeans(SideBySide.Works.KMeansWork.Options(values[..(64 * FeatureRow.Size)], Threads));
    }

    [Benchmark]
    public double Fit() => _estimator!.Fit(_view!).TrainingEnergy;
}
