using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.Autoencoder;

/// <summary>A denoising autoencoder 64-32-64: one epoch of training, and the energies of all rows through the cursor.</summary>
[MemoryDiagnoser]
public class DenoisingAutoencoderBenchmarks
{
    private DenoisingAutoencoderEstimator? _estimator;
    private IDataView? _view;
    private IDataView? _scored;

    [Params(20_000)]
    public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        _view = ml.Data.LoadFromEnumerable(FeatureRow.Split(FeatureRow.Clusters(Rows)));
        _estimator = ml.EnergyBased().DenoisingAutoencoder(hiddenUnits: [32], numberOfEpochs: 1);
        _scored = _estimator.Fit(_view).Transform(_view);
    }

    [Benchmark]
    public object Fit() => _estimator!.Fit(_view!);

    [Benchmark]
    public double Score() => _scored!.GetColumn<float>("Energy").Sum(e => (double)e);
}
