using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.Mixture;

/// <summary>Ten Gaussians of 64 features: scoring on one thread, completion, and a fit of one iteration on two.</summary>
[MemoryDiagnoser]
public class MixtureBenchmarks
{
    private const int Rows = 20_000;

    private readonly float[] _energies = new float[Rows];
    private readonly float[] _answer = new float[FeatureRow.Size];
    private float[] _values = [];
    private float[] _damaged = [];
    private IDataView? _view;
    private MixtureEnergyEstimator? _estimator;
    private MixtureEnergy? _energy;

    [Params(MixtureCovariance.Diagonal, MixtureCovariance.Full)]
    public MixtureCovariance Covariance { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        _values = FeatureRow.Clusters(Rows);
        _damaged = _values[..FeatureRow.Size];
        for (var j = 0; j < _damaged.Length; j += 4)
            _damaged[j] = float.NaN;
        _view = ml.Data.LoadFromEnumerable(FeatureRow.Split(_values));
        _estimator = ml.EnergyBased().Mixture(new MixtureEnergyEstimator.Options
        {
            NumberOfComponents = 10,
            Covariance = Covariance,
            NumberOfRestarts = 1,
            MaximumIterations = 1,
            NumberOfThreads = 2,
            Seed = 1,
        });
        _energy = (MixtureEnergy)_estimator.Fit(_view).Energy;
    }

    /// <summary>A row.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public void Energy() => _energy!.Energy(_values, _energies);

    /// <summary>A row of which a quarter is missing.</summary>
    [Benchmark]
    public int Complete() => _energy!.Complete(_damaged, _answer, _energies.AsSpan(0, 1), out _);

    /// <summary>The start by K-means, one iteration, and the likelihood of the result.</summary>
    [Benchmark]
    public object Fit() => _estimator!.Fit(_view!);
}
