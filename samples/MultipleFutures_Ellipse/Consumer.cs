using Microsoft.ML;
using Microsoft.ML.EnergyBased;

namespace MultipleFutures_Ellipse;

/// <summary>What a program does that has the saved models and nothing else.</summary>
internal static class Consumer
{
    /// <summary>x in, several y out. The rows have no column Y.</summary>
    public static float[] Predict(string zip, float x)
    {
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<Question, ModelOutput>(ml.Model.Load(zip, out _));
        return engine.Predict(new Question { X = [x] }).Predictions;
    }

    /// <summary>x and y₁ in, what y₂ may be out, in order of energy.</summary>
    public static (float Second, float Energy)[] Complete(MLContext ml, HornModel model, IDataView data, float x, float first)
    {
        var completion = ml.EnergyBased().Completion(model.Transformer, new CompletionEstimator.Options { NumberOfAnswers = 4 }).Fit(data);
        using var engine = ml.Model.CreatePredictionEngine<ModelInput, Completed>(completion);
        var answer = engine.Predict(new ModelInput { X = [x], Y = [first, float.NaN] });
        return [.. answer.AnswerEnergies.Select((energy, i) => (answer.Answers[(2 * i) + 1], energy)).Where(a => !float.IsNaN(a.energy))];
    }
}
