using BenchmarkDotNet.Attributes;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Benchmarks.SideBySide;
using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Tests.Stress;

namespace Microsoft.ML.EnergyBased.Benchmarks.Completion;

/// <summary>Rows of 64 features with a quarter missing, completed by each of the ways, through the cursor.</summary>
[MemoryDiagnoser]
public class CompletionBenchmarks
{
    private const int Rows = 500;

    private IDataView? _completed;

    [Params("K-means", "masked iteration", "gradient descent")]
    public string Way { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var ml = new MLContext(1);
        var rows = FeatureRow.Split(FeatureRow.Clusters(5000));
        var view = ml.Data.LoadFromEnumerable(rows);
        EnergyBasedTransformer model = Way == "K-means"
            ? ml.EnergyBased().KMeans(numberOfPrototypes: 64).Fit(view)
            : ml.EnergyBased().DenoisingAutoencoder(hiddenUnits: [32], numberOfEpochs: 5).Fit(view);
        var options = new CompletionEstimator.Options { InferenceStarts = 1, Seed = 1 };
        if (Way == "gradient descent")
            options.Method = CompletionMethod.GradientDescent;

        var random = new Random(1);
        var damaged = rows[..Rows].Select(row => new FeatureRow { Features = Array.ConvertAll(row.Features, v => random.NextDouble() < 0.25 ? float.NaN : v) });
        _completed = ml.EnergyBased().Completion(model, options).Fit(view).Transform(ml.Data.LoadFromEnumerable(damaged.ToArray()));
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public double Complete() => _completed!.GetColumn<float>("Energy").Sum(e => (double)e);
}
