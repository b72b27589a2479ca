using System.Globalization;
using AnomalyDetection_Digits;
using Microsoft.ML;
using Samples.Shared;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("AnomalyDetection_Digits", "learns some handwritten digits and finds the ones that are not like them.")
    .Option("data", "digits.csv", "digits as rows of 64 pixels and the digit written")
    .Option("classes", "0,1,2,3,4", "the digits to learn from; all others count as odd")
    .Option("prototypes", "40", "number of prototypes")
    .Option("restarts", "10", "runs of the training, of which the best is kept")
    .Option("quantile", "0.95", "share of the training digits that must not be flagged")
    .Option("seed", "1", "seed of everything random")
    .Option("load", "", "a saved model to predict with, in place of training one")
    .Option("output", "output", "folder for the model and the picture")
    .Flag("quick", "a small run: every third digit, two runs of the training")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var path = SampleData.Find(options.Text("data"), (ModelInput.Side * ModelInput.Side) + 1, (ModelInput.Side * ModelInput.Side) + 1);
    var classes = options.Integers("classes", 0, 9).ToHashSet();
    var prototypes = options.Integer("prototypes", 1);
    var quick = options.Has("quick");
    var restarts = quick ? 2 : options.Integer("restarts", 1);
    var quantile = options.Number("quantile", 0.5, 1);
    var seed = options.Integer("seed");
    var output = Directory.CreateDirectory(options.Text("output")).FullName;

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    var table = ml.Data.LoadFromTextFile<ModelInput>(path, separatorChar: ',', hasHeader: true);
    var digits = ml.Data.CreateEnumerable<ModelInput>(table, reuseRowObject: false).Where((_, i) => !quick || i % 3 == 0).ToArray();
    Console.WriteLine($"Read {digits.Length} digits of {ModelInput.Side}×{ModelInput.Side} pixels");

    // Two thirds of the known classes train the model; the rest of them and all other digits test it.
    var known = digits.Where(d => classes.Contains((int)d.Digit)).ToArray();
    var training = known.Where((_, i) => i % 3 != 0).ToArray();
    var test = known.Where((_, i) => i % 3 == 0).Select(d => Labelled(d, 0))
        .Concat(digits.Where(d => !classes.Contains((int)d.Digit)).Select(d => Labelled(d, 1))).ToArray();
    if (training.Length < prototypes || test.All(d => d.Label == 0))
        throw new SampleException($"{training.Length} training digits for {prototypes} prototypes, and {test.Count(d => d.Label == 1)} odd ones: choose other --classes or fewer --prototypes.");

    if (options.Text("load") is { Length: > 0 } saved)
    {
        Console.WriteLine($"Predicting with the model {saved}");
        DigitConsumer.Show(DigitConsumer.Predict(saved, test), output);
        return 0;
    }

    Console.WriteLine($"Training {prototypes} prototypes on {training.Length} digits of the classes {string.Join(", ", classes)}");
    var progress = new RestartProgress();
    var model = DigitModel.BuildPipeline(ml, prototypes, restarts, quantile, progress).Fit(ml.Data.LoadFromEnumerable(training));
    progress.Flush();

    var (metrics, falsePositives) = DigitModel.Evaluate(ml, model, test);
    Console.WriteLine($"Scored {test.Length} digits, {test.Count(d => d.Label == 1)} of them odd");
    Console.WriteLine($"  area under the ROC curve  {metrics.AreaUnderRocCurve:F4}");
    Console.WriteLine($"  detection rate            {metrics.DetectionRateAtFalsePositiveCount:F4} at {falsePositives} false positives");

    var zip = Path.Combine(output, "digits.zip");
    ml.Model.Save(model, table.Schema, zip);
    Console.WriteLine($"Saved the model to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB)");

    // What another process would do: nothing but Load.
    var scored = DigitConsumer.Predict(zip, test);
    var energies = ml.Data.CreateEnumerable<ModelOutput>(model.Transform(ml.Data.LoadFromEnumerable(test)), reuseRowObject: false).Select(o => o.Energy);
    if (!energies.SequenceEqual(scored.Select(s => s.Output.Energy)))
    {
        Console.Error.WriteLine("The loaded model scores digits differently from the one that was saved.");
        return 1;
    }

    Console.WriteLine("Loaded it again: the same energies");
    DigitConsumer.Show(scored, output);
    return 0;
}

static LabelledInput Labelled(ModelInput digit, float label) => new() { Pixels = digit.Pixels, Digit = digit.Digit, Label = label };
