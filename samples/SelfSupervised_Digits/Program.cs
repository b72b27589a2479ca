using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;
using Samples.Shared;
using SelfSupervised_Digits;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("SelfSupervised_Digits", "learns from digits without labels, then recognizes them with few labels, and says what that is worth.")
    .Option("data", "digits.csv", "digits as rows of 64 pixels and the digit written")
    .Option("labels", "10,20,50,100,200", "numbers of labels to compare")
    .Option("draws", "20", "how often so many labels are drawn; accuracies are means over the draws")
    .Option("hidden", "512,512", "units of the encoder's layers, the last is the code")
    .Option("noise", "0.4", "standard deviation of the noise that the denoising autoencoder takes away; pixels are 0..1")
    .Option("epochs", "200", "passes of the autoencoders over the digits")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the model and the plot")
    .Flag("nudged", "in place of few labels: digits moved by a pixel, and what a Boltzmann machine's hidden units make of them")
    .Flag("quick", "a small run: a smaller network, 40 epochs, 5 draws of 10 and of 50 labels")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var quick = options.Has("quick");
    var labels = quick ? [10, 50] : options.Integers("labels", 10, 1000);
    var draws = quick ? 5 : options.Integer("draws", 1);
    var hidden = quick ? [256, 256] : options.Integers("hidden", 1);
    var noise = options.Number("noise", 0.001, 10);
    var epochs = quick ? 40 : options.Integer("epochs", 1);
    var seed = options.Integer("seed");
    var output = options.Folder("output");

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    var digits = ModelInput.Read(ml, options.Text("data"));
    if (options.Has("nudged"))
        return new NudgedDigits(ml, digits, quick, seed).Run(Path.Combine(output, "nudged-digits.zip")) is { } wrong ? Fail(wrong) : 0;

    var training = digits.Where((_, i) => i % 3 != 0).ToArray();
    var test = digits.Where((_, i) => i % 3 == 0).ToArray();
    if (training.Length < labels.Max() || training.Select(d => d.Digit).Distinct().Count() < 2)
        throw new SampleException($"{training.Length} training digits of {training.Select(d => d.Digit).Distinct().Count()} classes are too few for {labels.Max()} labels.");

    Console.WriteLine($"Learning codes of {hidden[^1]} numbers from {training.Length} digits without labels");
    Representation Learn(Corruption corruption) => Representation.Learn(ml, DigitModel.BuildCode(ml, hidden, corruption, epochs, seed), training, test);
    var denoising = Learn(Corruption.Gaussian((float)noise));
    IEstimator<ITransformer> Classifier() => DigitModel.BuildClassifier(ml, seed);
    Contender[] contenders =
    [
        new("pixels", Representation.OfPixels(training, test), Classifier),
        new("standard code", Learn(Corruption.None), Classifier),
        new("denoising code", denoising, Classifier),
        new("denoising code, ML.NET's maximum entropy", denoising, () => DigitModel.BuildMaximumEntropy(ml)),
    ];

    var few = new FewLabels(ml, draws, seed);
    Console.WriteLine($"Share of {test.Length} test digits recognized, mean of {draws} draws of the labels (± its standard error)");
    Console.WriteLine($"  {"labels",-42}{string.Concat(labels.Select(n => $"{n,17}"))}");
    var results = contenders.Select(c =>
    {
        var accuracies = labels.Select(n => few.Judge(c, n)).ToArray();
        Console.WriteLine($"  {c.Name,-42}{string.Concat(accuracies.Select(a => $"{a.Mean,10:F4} ±{a.Error:F4}"))}");
        return (Contender: c, Accuracies: accuracies);
    }).ToArray();

    var picture = Path.Combine(output, "few-labels.png");
    Draw(results).Save(picture);
    Console.WriteLine($"Drew {picture}");

    // One model for the user: pixels to code, code to digit.
    var most = labels.Max();
    var model = new TransformerChain<ITransformer>(denoising.Model!, few.Train(contenders[2], most));
    var zip = Path.Combine(output, "digits.zip");
    ml.Model.Save(model, ml.Data.LoadFromEnumerable(training).Schema, zip);
    var recognized = DigitConsumer.Recognize(zip, test);
    Console.WriteLine($"Saved code and classifier of {most} labels to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB) and loaded it again: {recognized.Zip(test, (r, t) => r.Answer == t.Digit).Count(right => right)} of {test.Length} test digits recognized");

    var answers = ml.Data.CreateEnumerable<ModelOutput>(model.Transform(ml.Data.LoadFromEnumerable(test)), reuseRowObject: false).Select(o => o.Answer);
    if (!answers.SequenceEqual(recognized.Select(r => r.Answer)))
        return Fail("The loaded model recognizes other digits than the one that was saved.");
    var gains = results[2].Accuracies.Zip(results[0].Accuracies, (code, pixels) => code.Mean - pixels.Mean).ToArray();
    Console.WriteLine($"The denoising code gains {string.Join(", ", gains.Zip(labels, (g, n) => $"{100 * g:F1} points with {n} labels"))}");
    return gains.Average() > 0 ? 0 : Fail("The code learnt without labels is of no use.");

    static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}

static Chart Draw(IReadOnlyList<(Contender Contender, Accuracy[] Accuracies)> results)
{
    var chart = new Chart("Few labels", 560, 400).LogX().Labels("labels", "share of test digits recognized").Keys(ScottPlot.Alignment.LowerRight);
    foreach (var ((contender, accuracies), color) in results.Zip(ChartStyle.Series))
        chart.Line([.. accuracies.Select(a => new Point(a.Labels, a.Mean))], color, contender.Name, markers: true, errors: [.. accuracies.Select(a => a.Error)]);
    return chart;
}
