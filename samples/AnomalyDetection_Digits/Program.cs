using System.Globalization;
using AnomalyDetection_Digits;
using Microsoft.ML;
using Samples.Shared;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("AnomalyDetection_Digits", "learns some handwritten digits and finds the ones that are not like them.")
    .Option("data", "digits.csv", "digits as rows of 64 pixels and the digit written")
    .Option("classes", "0,1,2,3,4", "the digits to learn from; all others count as odd")
    .Option("model", "kmeans", "kmeans, autoencoder, contrastive, or all to compare them")
    .Option("prototypes", "40", "K-means: number of prototypes")
    .Option("restarts", "10", "K-means: runs of the training, of which the best is kept")
    .Option("hidden", "256,16", "autoencoder: units of the encoder's layers, which the decoder mirrors")
    .Option("noise", "2", "autoencoder: standard deviation of the noise that it learns to take away; ink is 16")
    .Option("epochs", "200", "autoencoder: passes over the training digits")
    .Option("units", "100", "contrastive: hidden units of the restricted Boltzmann machine")
    .Option("passes", "600", "contrastive: passes over the training digits")
    .Option("quantile", "0.95", "share of the training digits that must not be flagged")
    .Option("seed", "1", "seed of everything random")
    .Option("load", "", "a saved model to predict with, in place of training one")
    .Option("output", "output", "folder for the model and the picture")
    .Flag("quick", "a small run: every third digit, two runs of K-means")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var path = SampleData.Find(options.Text("data"), (ModelInput.Side * ModelInput.Side) + 1, (ModelInput.Side * ModelInput.Side) + 1);
    var classes = options.Integers("classes", 0, 9).ToHashSet();
    var prototypes = options.Integer("prototypes", 1);
    var quick = options.Has("quick");
    var restarts = quick ? 2 : options.Integer("restarts", 1);
    var kind = options.Choice("model", "kmeans", "autoencoder", "contrastive", "all");
    var hidden = options.Integers("hidden", 1);
    var noise = (float)options.Number("noise", 0.01, 100);
    var epochs = options.Integer("epochs", 1);
    var units = options.Integer("units", 1);
    var passes = options.Integer("passes", 1);
    var quantile = options.Number("quantile", 0.5, 1);
    var seed = options.Integer("seed");
    var output = options.Folder("output");

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    var table = ml.Data.LoadFromTextFile<ModelInput>(path, separatorChar: ',', hasHeader: true);
    var digits = ml.Data.CreateEnumerable<ModelInput>(table, reuseRowObject: false).Where((_, i) => !quick || i % 3 == 0).ToArray();
    foreach (var digit in digits)
        digit.Ink = Array.ConvertAll(digit.Pixels, pixel => pixel / ModelInput.MostInk);
    Console.WriteLine($"Read {digits.Length} digits of {ModelInput.Side}×{ModelInput.Side} pixels");

    // Two thirds of the known classes train the model; the rest of them and all other digits test it.
    var inClasses = digits.Where(d => classes.Contains((int)d.Digit)).ToArray();
    var training = inClasses.Where((_, i) => i % 3 != 0).ToArray();
    var test = inClasses.Where((_, i) => i % 3 == 0).Select(d => Labelled(d, 0))
        .Concat(digits.Where(d => !classes.Contains((int)d.Digit)).Select(d => Labelled(d, 1))).ToArray();
    if (training.Length < prototypes || test.All(d => d.Label == 0))
        throw new SampleException($"{training.Length} training digits for {prototypes} prototypes, and {test.Count(d => d.Label == 1)} odd ones: choose other --classes or fewer --prototypes.");

    if (options.Text("load") is { Length: > 0 } saved)
    {
        Console.WriteLine($"Predicting with the model {saved}");
        DigitConsumer.Show(DigitConsumer.Predict(saved, test), Path.Combine(output, "digits.png"));
        return 0;
    }

    var study = new Study(ml, training, test, quantile, output);
    string File(string name) => kind == "all" ? $"digits-{name}" : "digits";
    var known = string.Join(", ", classes);
    var verdicts = new List<Verdict?>();
    if (kind is "kmeans" or "all")
    {
        Console.WriteLine($"Training {prototypes} prototypes on {training.Length} digits of the classes {known}");
        verdicts.Add(study.Run("K-means", File("kmeans"), progress => DigitModel.KMeans(ml, prototypes, restarts, seed, progress)));
    }

    if (kind is "autoencoder" or "all")
    {
        Console.WriteLine($"Training a denoising autoencoder of {string.Join(", ", hidden)} hidden units on {training.Length} digits of the classes {known}");
        verdicts.Add(study.Run("autoencoder", File("autoencoder"), progress => DigitModel.Autoencoder(ml, hidden, noise, epochs, seed, progress)));
    }

    if (kind is "contrastive" or "all")
    {
        Console.WriteLine($"Training a restricted Boltzmann machine of {units} hidden units on {training.Length} digits of the classes {known}");
        verdicts.Add(study.Run("contrastive", File("contrastive"), progress => DigitModel.Contrastive(ml, units, passes, seed, progress)));
    }

    if (verdicts.Count > 1)
    {
        Console.WriteLine("                AUC     detected   flagged: known    odd");
        foreach (var verdict in verdicts.OfType<Verdict>())
            Console.WriteLine($"  {verdict.Name,-12}  {verdict.Metrics.AreaUnderRocCurve:F4}  {verdict.Metrics.DetectionRateAtFalsePositiveCount:F4}   {verdict.KnownFlagged,14:P1} {verdict.OddFlagged,7:P1}");
    }

    return verdicts.TrueForAll(v => v is not null) ? 0 : 1;
}

static LabelledInput Labelled(ModelInput digit, float label) => new() { Pixels = digit.Pixels, Ink = digit.Ink, Digit = digit.Digit, Label = label };
