using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.SparseCoding;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.SparseCoding;

/// <summary>Sparse codes of rows of clusters under atoms of their own: one row, a block of them, and the learning of the atoms.</summary>
[MemoryDiagnoser]
public class SparseCodingBenchmarks
{
    private const int Rows = 2000;

    private readonly float[] _energies = new float[Rows];
    private readonly float[] _latents = new float[Rows * SparseWork.Atoms];
    private float[] _values = [];
    private IDataView? _view;
    private SparseCodingEstimator? _estimator;
    private SparseCodingEnergy? _energy;

    [Params(SparseInferenceAlgorithm.CoordinateDescent, SparseInferenceAlgorithm.Fista)]
    public SparseInferenceAlgorithm Algorithm { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        // Each row over its length.
        _values = [.. FeatureRow.Clusters(Rows).Chunk(FeatureRow.Size).SelectMany(row => Array.ConvertAll(row, x => x / MathF.Sqrt(row.Sum(y => y * y))))];
        _view = ml.Data.LoadFromEnumerable(FeatureRow.Split(_values));
        var options = DictionaryWork.Options(_values, 1, 2);
        options.InferenceAlgorithm = Algorithm;
        _estimator = ml.EnergyBased().SparseCoding(options);
        _energy = (SparseCodingEnergy)_estimator.Fit(_view).Energy;
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Block() => _energy!.Infer(_values, _energies, _latents, default, default);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void RowByRow()
    {
        for (var i = 0; i < Rows; i++)
            _energy!.Infer(_values.AsSpan(i * FeatureRow.Size, FeatureRow.Size), _energies.AsSpan(i, 1), _latents.AsSpan(i * SparseWork.Atoms, SparseWork.Atoms), default, default);
    }

    [Benchmark]
    public LatentInferenceTransformer Fit() => _estimator!.Fit(_view!);
}
