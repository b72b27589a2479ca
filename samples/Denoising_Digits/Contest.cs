using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Samples.Shared;

namespace Denoising_Digits;

/// <summary>Trains the networks on the same images and judges them by the same held-out ones.</summary>
internal sealed class Contest(MLContext ml, Schedule schedule, IReadOnlyList<float[]> training, IReadOnlyList<Damaged> heldOut)
{
    public Result Run(Network network)
    {
        var curve = new CurveProgress(network.Pixels);
        var watch = Stopwatch.StartNew();
        var model = network.BuildPipeline(ml, schedule, curve).Fit(ImageInput.Load(ml, training));
        var seconds = watch.Elapsed.TotalSeconds;
        var clean = heldOut.Select(h => h.Clean).ToArray();
        var restored = Score(model, [.. heldOut.Select(h => h.Pixels)]);
        return new Result(
            network, model, curve.Errors, restored, seconds,
            Error(Score(model, clean).Select(o => o.Reconstruction), clean), Error(restored.Select(o => o.Reconstruction), clean));
    }

    /// <summary>What a model says of each image.</summary>
    public ImageOutput[] Score(ITransformer model, IReadOnlyList<float[]> images)
        => [.. ml.Data.CreateEnumerable<ImageOutput>(model.Transform(ImageInput.Load(ml, images)), reuseRowObject: false)];

    /// <summary>The mean squared error of a pixel.</summary>
    public static double Error(IEnumerable<float[]> restored, IEnumerable<float[]> clean)
        => restored.Zip(clean, (r, c) => r.Zip(c, (a, b) => (double)(a - b) * (a - b)).Average()).Average();

    // The energy of a row is the sum over its pixels; it is reported for the images set aside, and damaged as in training.
    private sealed class CurveProgress(int pixels) : IProgress<TrainingProgress>
    {
        public List<Point> Errors { get; } = [];

        public void Report(TrainingProgress value) => Errors.Add((value.Iteration, value.ValidationEnergy / pixels));
    }
}

/// <summary>A trained network and how it did on held-out images.</summary>
/// <param name="Network">What was trained.</param>
/// <param name="Model">The model.</param>
/// <param name="Curve">The error of each epoch on the images set aside.</param>
/// <param name="Restored">What the model says of each damaged held-out image.</param>
/// <param name="Seconds">How long the training took.</param>
/// <param name="CleanError">The error a pixel where the network is given the clean image.</param>
/// <param name="RestoredError">The error a pixel where it is given the damaged one.</param>
internal sealed record Result(
    Network Network, DenoisingAutoencoderTransformer Model, IReadOnlyList<Point> Curve, ImageOutput[] Restored, double Seconds,
    double CleanError, double RestoredError);
