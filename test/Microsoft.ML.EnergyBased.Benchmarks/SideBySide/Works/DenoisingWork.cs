using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace Microsoft.ML.EnergyBased.Benchmarks.SideBySide.Works;

/// <summary>
/// A denoising autoencoder 784-256-784 on 20,000 images, two epochs, then the energy of all of them: by Fit on a view,
/// and through the cursor of the transformed view.
/// </summary>
internal sealed class DenoisingWork : Work
{
    private const int Size = 784;
    private const float Noise = 0.3f;
    private const int Judged = 2000;

    public override string Name => "dae";

    public override IReadOnlyList<Contest> Contests(Inputs inputs, int threads)
    {
        var images = inputs.Images;
        var ml = new MLContext(1);
        var view = ml.Data.LoadFromEnumerable(images.Chunk(Size).Select(i => new Image { Features = i }).ToArray());
        var estimator = ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [256],
            OutputActivation = Activation.Sigmoid,
            Corruption = Corruption.Gaussian(Noise),
            BatchSize = 128,
            NumberOfEpochs = 2,
            NumberOfThreads = threads,
            Seed = 1,
        });
        var model = estimator.Fit(view);
        var scored = model.Transform(view);
        return
        [
            new("Fit(IDataView)", line => line.Work == "dae", () =>
            {
                var outcome = Stopwatches.Time(() =>
                {
                    model = estimator.Fit(view);
                    return 0;
                });
                return outcome with { Quality = DenoisingError(model, images) };
            })
            {
                Target = 0.3,
                Quality = "denoising_mse",
                QualityTolerance = 0.03,
            },
            new("energy by one cursor", line => line.Work == "score", () => Stopwatches.Time(() => scored.GetColumn<float>("Energy").Sum(e => (double)e)))
            {
                Target = 0.5,
            },
        ];
    }

    // The mean squared error of a pixel, as the peers measure it, with noise of the same size.
    private static double DenoisingError(DenoisingAutoencoderTransformer model, float[] images)
    {
        var clean = images.AsSpan(0, Judged * Size);
        var noisy = clean.ToArray();
        var random = new Random(1);
        for (var i = 0; i < noisy.Length; i++)
            noisy[i] += (float)(Noise * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        var restored = new float[noisy.Length];
        model.Energy.Reconstruct(noisy, restored);
        TensorPrimitives.Subtract(restored, clean, restored);
        return TensorPrimitives.SumOfSquares<float>(restored) / (double)restored.Length;
    }

    private sealed class Image
    {
        [VectorType(Size)]
        public float[] Features { get; set; } = [];
    }
}
