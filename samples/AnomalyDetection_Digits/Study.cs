using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;

namespace AnomalyDetection_Digits;

/// <summary>One model from training to prediction: trained, evaluated, saved, loaded, shown.</summary>
internal sealed class Study(MLContext ml, IReadOnlyList<ModelInput> training, IReadOnlyList<LabelledInput> test, double quantile, string output)
{
    /// <summary>Runs the study, or gives null after saying what went wrong.</summary>
    /// <param name="name">What the model is called.</param>
    /// <param name="file">The name of the saved model and the picture, without extension.</param>
    /// <param name="energy">Makes the energy; what is reported while it is trained is printed.</param>
    public Verdict? Run<T>(string name, string file, Func<IProgress<TrainingProgress>, IEstimator<T>> energy)
        where T : class, ITransformer
    {
        var progress = new RunProgress();
        var view = ml.Data.LoadFromEnumerable(training);
        var model = DigitModel.BuildPipeline(ml, energy(progress), quantile).Fit(view);
        progress.Flush();

        var (metrics, falsePositives) = DigitModel.Evaluate(ml, model, test);
        Console.WriteLine($"Scored {test.Count} digits, {test.Count(d => d.Label == 1)} of them odd");
        Console.WriteLine($"  area under the ROC curve  {metrics.AreaUnderRocCurve:F4}");
        Console.WriteLine($"  detection rate            {metrics.DetectionRateAtFalsePositiveCount:F4} at {falsePositives} false positives");

        var zip = Path.Combine(output, $"{file}.zip");
        ml.Model.Save(model, view.Schema, zip);
        Console.WriteLine($"Saved the model to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB)");

        // What another process would do: nothing but Load.
        var scored = DigitConsumer.Predict(zip, test);
        var energies = model.Transform(ml.Data.LoadFromEnumerable(test)).GetColumn<float>(nameof(ModelOutput.Energy));
        if (!energies.SequenceEqual(scored.Select(s => s.Output.Energy)))
        {
            Console.Error.WriteLine($"The loaded model {zip} scores digits differently from the one that was saved.");
            return null;
        }

        Console.WriteLine("Loaded it again: the same energies");
        DigitConsumer.Show(scored, Path.Combine(output, $"{file}.png"));
        return new Verdict(name, metrics, Flagged(scored, 0), Flagged(scored, 1));
    }

    private static double Flagged(IEnumerable<(LabelledInput Digit, ModelOutput Output)> scored, float label)
        => scored.Where(s => s.Digit.Label == label).Average(s => s.Output.PredictedLabel ? 1.0 : 0);
}

/// <summary>How a model did: ML.NET's metrics, and the shares of known and of odd digits that lie above its threshold.</summary>
internal sealed record Verdict(string Name, AnomalyDetectionMetrics Metrics, double KnownFlagged, double OddFlagged);
