using BenchmarkDotNet.Attributes;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Stress;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.Boltzmann;

/// <summary>A restricted Boltzmann machine 784-500 by persistent contrastive divergence: the gradient of one batch, and one epoch of Fit.</summary>
[MemoryDiagnoser]
public unsafe class BoltzmannFitBenchmarks
{
    private const int Size = 784;
    private const int Rows = 2000;

    private readonly float[] _rows = Bits();
    private RestrictedBoltzmannObjective? _objective;
    private Batch? _batch;
    private WorkTeam? _team;
    private float[] _parameters = [];
    private float[] _gradient = [];
    private ContrastiveDivergenceTrainer? _trainer;
    private IDataView? _view;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var options = BoltzmannWork.Options(Threads);
        options.NumberOfEpochs = 1;
        var ml = new MLContext(1);
        _view = ml.Data.LoadFromEnumerable(_rows.Chunk(Size).Select(i => new BoltzmannWork.Image { Features = i }).ToArray());
        _trainer = ml.EnergyBased().ContrastiveDivergence(options);

        var shape = new RestrictedBoltzmannShape(VisibleUnits.Bernoulli, Size, options.Model.HiddenUnits[0]);
        _objective = new RestrictedBoltzmannObjective(shape, options, options.BatchSize);
        _team = new WorkTeam(Threads);
        _batch = new Batch(Size, options.BatchSize) { Count = options.BatchSize };
        for (var i = 0; i < _batch.Count; i++)
            _rows.AsSpan(i * Size, Size).CopyTo(_batch.Row(i));
        _parameters = _trainer.Fit(_view).Machine!.Parameters.ToArray();
        _gradient = new float[shape.Parameters];
    }

    [Benchmark]
    public double Gradient() => _objective!.Gradient(_batch!, _parameters, _gradient, _team!);

    [Benchmark]
    public object Fit() => _trainer!.Fit(_view!);

    // A patch of 11 × 11 set pixels somewhere in each image: about one in seven, as in images of digits.
    private static float[] Bits()
    {
        const int Side = 28;
        const int Patch = 11;
        var random = new Random(1);
        var rows = new float[Rows * Size];
        for (var row = 0; row < Rows; row++)
        {
            var corner = (random.Next(Side - Patch) * Side) + random.Next(Side - Patch);
            for (var y = 0; y < Patch; y++)
                rows.AsSpan((row * Size) + corner + (y * Side), Patch).Fill(1);
        }

        return rows;
    }
}
