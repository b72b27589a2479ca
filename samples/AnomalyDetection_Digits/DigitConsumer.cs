using Microsoft.ML;
using Samples.Shared;

namespace AnomalyDetection_Digits;

/// <summary>What a program does that has the saved model and nothing else: load, predict, show.</summary>
internal static class DigitConsumer
{
    private const int SinglesShown = 6;

    /// <summary>Loads a model and asks it about each digit.</summary>
    public static (LabelledInput Digit, ModelOutput Output)[] Predict(string zip, IReadOnlyList<LabelledInput> digits)
    {
        using var engine = Load(zip);
        return [.. digits.Select(d => (d, engine.Predict(d)))];
    }

    /// <summary>Prints some digits and how many were flagged, and draws the extremes.</summary>
    public static void Show(IReadOnlyList<(LabelledInput Digit, ModelOutput Output)> scored, string picture)
    {
        Console.WriteLine("Single digits:");
        foreach (var (digit, said) in scored.Where((_, i) => i % Math.Max(1, scored.Count / SinglesShown) == 0))
            Console.WriteLine($"  a {digit.Digit}: energy {said.Energy,7:F1}, p-value {said.PValue:F3}, {(said.PredictedLabel ? "flagged as odd" : "not flagged")}");
        foreach (var group in scored.GroupBy(s => s.Digit.Label).OrderBy(g => g.Key))
            Console.WriteLine($"  flagged {group.Count(s => s.Output.PredictedLabel)} of {group.Count()} {(group.Key == 1 ? "odd digits" : "held-out digits of the known classes")}");

        ContactSheet.Draw(scored, columns: 8).Save(picture);
        Console.WriteLine($"Drew the least and the most odd digits: {picture}");
    }

    private static PredictionEngine<ModelInput, ModelOutput> Load(string zip)
    {
        try
        {
            var ml = new MLContext();
            return ml.Model.CreatePredictionEngine<ModelInput, ModelOutput>(ml.Model.Load(zip, out _));
        }
        catch (Exception e) when (e.GetBaseException() is InvalidDataException or FormatException or IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // No archive, an altered or foreign payload, no such file, or a model of something else than digits.
            throw new SampleException($"Cannot load the model '{zip}': {e.GetBaseException().Message}", e);
        }
    }
}
