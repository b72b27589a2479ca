using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.KMeans;

/// <summary>Energy and winner of each row: the bare energy, the view's cursor, and the cursor of the untransformed view for comparison.</summary>
[MemoryDiagnoser]
public class KMeansScoringBenchmarks
{
    private const int Rows = 20_000;

    private readonly float[] _energies = new float[Rows];
    private readonly int[] _winners = new int[Rows];
    private float[] _values = [];
    private IDataView? _view;
    private IDataView? _scored;
    private KMeansEnergyTransformer? _model;

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        _values = FeatureRow.Clusters(Rows);
        _view = ml.Data.LoadFromEnumerable(FeatureRow.Split(_values));
        _model = ml.EnergyBased().KMeans(SideBySide.Works.KMeansWork.Options(_values[..(64 * FeatureRow.Size)], 2)).Fit(_view);
        _scored = _model.Transform(_view);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public void Energy() => _model!.Energy.Infer(_values, _winners, _energies);

    [Benchmark(OperationsPerInvoke = Rows)]
    public float Input()
    {
        var column = _view!.Schema[nameof(FeatureRow.Features)];
        using var cursor = _view.GetRowCursor([column]);
        var get = cursor.GetGetter<VBuffer<float>>(column);
        var value = default(VBuffer<float>);
        while (cursor.MoveNext())
            get(ref value);
        return value.GetValues()[0];
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Cursor()
    {
        var energyColumn = _scored!.Schema[nameof(ScoredRow.Energy)];
        var labelColumn = _scored.Schema[nameof(ScoredRow.PredictedLabel)];
        using var cursor = _scored.GetRowCursor([energyColumn, labelColumn]);
        var getEnergy = cursor.GetGetter<float>(energyColumn);
        var getLabel = cursor.GetGetter<uint>(labelColumn);
        double sum = 0;
        var energy = 0f;
        var label = 0u;
        while (cursor.MoveNext())
        {
            getEnergy(ref energy);
            getLabel(ref label);
            sum += energy + label;
        }

        return sum;
    }
}
