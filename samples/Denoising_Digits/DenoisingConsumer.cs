using Microsoft.ML;
using Samples.Shared;

namespace Denoising_Digits;

/// <summary>What a program does that has the saved model and nothing else: load, and clean image after image.</summary>
internal static class DenoisingConsumer
{
    public static ImageOutput[] Clean(string zip, IEnumerable<float[]> images)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(zip, out var schema);
        if (schema is null)
            throw new SampleException($"The model '{zip}' does not say how large its images are.");
        using var engine = ml.Model.CreatePredictionEngine<ImageInput, ImageOutput>(model, schema);
        return [.. images.Select(pixels => engine.Predict(new ImageInput { Pixels = pixels }))];
    }
}
