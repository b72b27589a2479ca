using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.Boltzmann;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

/// <summary>
/// A restricted Boltzmann machine of 500 hidden units on 20,000 binary images, two epochs of persistent contrastive
/// divergence by Fit on a view.
/// </summary>
internal sealed class BoltzmannWork : Work
{
    private const int Size = 784;
    private const int Judged = 5000;
    private const int Estimates = 5;

    public override string Name => "rbm";

    public override IReadOnlyList<int> Threads => [1, 2];

    public override IReadOnlyList<Contest> Contests(Inputs inputs, int threads)
    {
        var images = inputs.Binary;
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(images.Chunk(Size).Select(i => new Image { Features = i }).ToArray());
        var estimator = ml.EnergyBased().ContrastiveDivergence(Options(threads));
        // The seed is fixed: every fit gives the same machine.
        double? quality = null;
        return
        [
            new("Fit(IDataView)", _ => true, () =>
            {
                ContrastiveDivergenceTransformer? model = null;
                var outcome = Stopwatches.Time(() =>
                {
                    model = estimator.Fit(view);
                    return 0;
                });
                return outcome with { Quality = quality ??= PseudoLogLikelihood(model!.Machine!, images.AsSpan(0, Judged * Size)) };
            })
            {
                Target = 0.35,
                Quality = "pseudo_log_likelihood",
                Better = Direction.Greater,
                // The peer looks at one unit a row: the mean of 5,000 such terms has a deviation of about 2 in 100.
                QualityTolerance = 0.03,
            },
        ];
    }

    /// <summary>What the fits of this comparison are told.</summary>
    public static ContrastiveDivergenceTrainer.Options Options(int threads) => new()
    {
        Model = ContrastiveModel.RestrictedBoltzmann(500),
        NegativePhase = NegativePhase.Gibbs(),
        Persistent = new PersistentChains(),
        Optimizer = Optimizer.Sgd(),
        LearningRate = 0.05f,
        BatchSize = 100,
        NumberOfEpochs = 2,
        NumberOfThreads = threads,
        Seed = 1,
    };

    // The mean of a few estimates like the peer's, each of other units.
    private static double PseudoLogLikelihood(RestrictedBoltzmannEnergy machine, ReadOnlySpan<float> rows)
    {
        double sum = 0;
        for (var seed = 0; seed < Estimates; seed++)
            sum += machine.EstimatePseudoLogLikelihood(rows, seed);
        return sum / Estimates;
    }

    /// <summary>A row of bits.</summary>
    internal sealed class Image
    {
        [VectorType(Size)]
        public float[] Features { get; set; } = [];
    }
}
