using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.Models.ConditionalLatent;

/// <summary>
/// Conditional inference through the cursor: the search for z of each row (x of 8 values, y of 8, two layers of 32), and the
/// predictions that need none.
/// </summary>
[MemoryDiagnoser]
public class ConditionalLatentBenchmarks
{
    private const int Rows = 2000;

    private IDataView? _scored;

    [Params("16 branches", "interval", "interval, β = 10", "square", "3 dimensions")]
    public string Latent { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        var random = new Random(1);
        var view = ml.Data.LoadFromEnumerable(Enumerable.Range(0, Rows).Select(_ =>
        {
            var x = Enumerable.Range(0, 8).Select(_ => (float)random.NextDouble()).ToArray();
            var angle = 2 * Math.PI * random.NextDouble();
            return new Pair { Context = x, Features = [.. x.Select((v, j) => v + (float)Math.Sin(angle + j))] };
        }).ToArray());
        _scored = ml.EnergyBased().ConditionalLatent(new ConditionalLatentEstimator.Options
        {
            Latent = Latent switch
            {
                "16 branches" => LatentSet.Discrete(16),
                "square" => LatentSet.Continuous(2),
                "3 dimensions" => LatentSet.Continuous(3),
                _ => LatentSet.Continuous(),
            },
            InverseTemperature = Latent.Contains('β') ? 10 : float.PositiveInfinity,
            HiddenUnits = [32, 32],
            NumberOfEpochs = 3,
            NumberOfPredictions = Latent == "16 branches" ? null : 16,
            Seed = 1,
        }).Fit(view).Transform(view);
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Energy() => _scored!.GetColumn<float>("Energy").Sum(e => (double)e);

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Predictions() => _scored!.GetColumn<float[]>("Predictions").Sum(p => (double)p[0]);

    private sealed class Pair
    {
        [VectorType(8)]
        public float[] Context { get; set; } = [];

        [VectorType(8)]
        public float[] Features { get; set; } = [];
    }
}
