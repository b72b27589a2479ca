using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

/// <summary>20 iterations of K-means from given prototypes, without an early end: by Fit on a view, and on the bare rows.</summary>
internal sealed class KMeansWork : Work
{
    private const int Iterations = 20;
    private const double MostOfTheirTime = 0.5;

    public override string Name => "kmeans";

    public override IReadOnlyList<int> Threads => [1, 2];

    public override IReadOnlyList<Contest> Contests(Inputs inputs, int threads)
    {
        var rows = inputs.Clusters;
        var start = inputs.Centers;
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(FeatureRow.Split(rows));
        var estimator = ml.EnergyBased().KMeans(Options(start, threads));
        return
        [
            Contest("Fit(IDataView)", () => estimator.Fit(view).TrainingEnergy),
            Contest("training alone", () => KMeansTraining.Fit(TrainingData.InMemory(rows, FeatureRow.Size), Options(start, threads)).Energy),
        ];
    }

    /// <summary>What every fit of this comparison is told.</summary>
    public static KMeansEnergyEstimator.Options Options(float[] start, int threads) => new()
    {
        NumberOfPrototypes = start.Length / FeatureRow.Size,
        Initialization = KMeansInitialization.Given,
        InitialPrototypes = [.. start.Chunk(FeatureRow.Size)],
        MaximumIterations = Iterations,
        Tolerance = 0,
        NumberOfThreads = threads,
    };

    private static Contest Contest(string what, Func<double> run) => new(what, _ => true, () => Stopwatches.Time(run))
    {
        Target = MostOfTheirTime,
        Quality = "inertia",
    };
}
