using Microsoft.ML;

namespace SelfSupervised_Digits;

/// <summary>What a program does that has the saved model and nothing else: pixels in, a digit out.</summary>
internal static class DigitConsumer
{
    public static ModelOutput[] Recognize(string zip, IEnumerable<ModelInput> digits)
    {
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(ml.Model.Load(zip, out _));
        return [.. digits.Select(engine.Predict)];
    }
}
