using System.Globalization;
using Generate_Digits;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;
using Samples.Shared;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("Generate_Digits", "learns the distribution of handwritten digits with a restricted Boltzmann machine, says how likely digits are, and draws new ones.")
    .Option("data", "digits.csv", "digits as rows of 64 pixels and the digit written")
    .Option("hidden", "200", "hidden units")
    .Option("epochs", "300", "passes over the training digits")
    .Option("rate", "0.1", "learning rate at the beginning")
    .Option("sweeps", "5", "Gibbs sweeps of the chains in a step of the training")
    .Option("burnin", "2000", "sweeps before the first digit is drawn")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the model and the pictures")
    .Flag("quick", "a small run: 64 hidden units, 30 epochs, short chains")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var quick = options.Has("quick");
    var hidden = quick ? 64 : options.Integer("hidden", 1);
    var epochs = quick ? 30 : options.Integer("epochs", 1);
    var rate = options.Number("rate", 1e-6, 10);
    var sweeps = options.Integer("sweeps", 1);
    var burnIn = quick ? 200 : options.Integer("burnin", 0);
    var seed = options.Integer("seed");
    var output = options.Folder("output");

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    var digits = ModelInput.Read(ml, options.Text("data"));
    ModelInput[] known = [.. digits.Where((_, i) => i % 3 != 0)];
    ModelInput[] unknown = [.. digits.Where((_, i) => i % 3 == 0)];
    if (unknown.Length < 3 * Pictures.Columns)
        throw new SampleException($"{digits.Length} digits are too few: one in three is held out, and {3 * Pictures.Columns} of those are shown.");
    var training = ml.Data.LoadFromEnumerable(known);
    Console.WriteLine($"Read {digits.Length} digits of {ModelInput.Side}×{ModelInput.Side} pixels; one in three is held out");

    Console.WriteLine($"Training a machine of {ModelInput.Pixels} visible and {hidden} hidden units");
    var trace = new Trace(epochs);
    var model = DigitModel.Build(ml, hidden, sweeps, epochs, rate, seed, trace).Fit(training);

    // What another process would do: load the model, and ask it.
    var zip = Path.Combine(output, "digits-machine.zip");
    ml.Model.Save(model, training.Schema, zip);
    var loaded = Load(zip);
    var machine = loaded.Machine!;
    Console.WriteLine($"Saved the model to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB) and loaded it again");

    const int Draws = 4 * Pictures.Columns;
    const int Thin = 10;
    const int Strides = 50;
    var drawn = Draw(loaded);
    if (!drawn.Zip(Draw(model), (a, b) => a.SequenceEqual(b)).All(same => same))
        return Fail("The loaded model draws other digits than the one that was saved.");

    var (chains, temperatures) = quick ? (50, 500) : (200, 10000);
    var heldOut = loaded.LogLikelihood(ml.Data.LoadFromEnumerable(unknown), chains, temperatures, seed);
    var (seen, unseen) = (Pixels(known), Pixels(unknown));
    var shuffled = Mean(Likelihoods.Shuffled(unseen, seed));
    Console.WriteLine($"Mean log-likelihood of a digit in nats; log Z = {heldOut.LogPartition:F2} ± {heldOut.StandardError:F2} by annealed importance sampling");
    foreach (var (name, mean) in new[] { ("training digits", Mean(seen)), ("held-out digits", heldOut.LogLikelihood), ($"the {Draws} drawn digits", Mean(drawn)), ("held-out, shuffled pixels", shuffled) })
        Console.WriteLine($"  {name,-28}{mean,8:F2} ± {heldOut.StandardError:F2}");
    Console.WriteLine($"  {"held-out, pixels independent",-28}{Likelihoods.OfIndependentPixels(seen, unseen),8:F2} without the machine");

    var run = loaded.Sample(draws: quick ? 20 : 200, chains: 50, burnIn, Thin, seed).Diagnostics;
    Console.WriteLine($"Chains: {run.NumberOfChains}, after {burnIn} sweeps from a random start a draw every {Thin}");
    Console.WriteLine($"  draws                       {run.NumberOfChains * run.NumberOfDraws,8}");
    Console.WriteLine($"  effective sample size       {run.MinimumEffectiveSampleSize,8:F0} at least, over the pixels");
    Console.WriteLine($"  split R-hat                 {run.MaximumSplitRHat,8:F3} at most");
    Console.WriteLine($"  acceptance                  {run.AcceptanceRate,8:F3} (Gibbs sampling has no rejections)");

    var shown = unseen[..(3 * Pictures.Columns)];
    var chain = loaded.Sample(draws: Pictures.Columns, chains: 1, burnIn, Strides, seed + 1).Values.ToArray().Chunk(ModelInput.Pixels).ToArray();
    Save(new Sheet().Row(Pictures.Samples(shown, drawn, chain, Strides)), "samples");
    Save(new Sheet().Row(Pictures.Halves(shown[..Pictures.Columns], HalfGiven.Answers(machine, shown[..Pictures.Columns], answers: 4, seed))), "halves");
    Save(new Sheet().Row(Pictures.Weights(machine)), "weights");
    Save(Pictures.Training(trace), "training");
    return shuffled < Math.Min(heldOut.LogLikelihood, Mean(drawn)) ? 0 : Fail("Shuffled pixels are as likely as digits: the machine has learnt nothing.");

    double Mean(float[][] rows) => Likelihoods.Mean(machine, heldOut.LogPartition, rows);

    float[][] Draw(ContrastiveDivergenceTransformer from)
        => [.. ml.EnergyBased().Sample(from, Draws, burnIn, Thin, seed).GetColumn<float[]>(nameof(ModelInput.Features))];

    static float[][] Pixels(ModelInput[] from) => Array.ConvertAll(from, digit => digit.Features);

    void Save(Sheet picture, string name)
    {
        foreach (var extension in (string[])["png", "svg"])
            picture.Save(Path.Combine(output, $"generate-{name}.{extension}"));
        Console.WriteLine($"Drew generate-{name}.png and .svg");
    }

    static ContrastiveDivergenceTransformer Load(string file)
    {
        var loaded = new MLContext().Model.Load(file, out _);
        return loaded as ContrastiveDivergenceTransformer ?? ((TransformerChain<ITransformer>)loaded).LastTransformer as ContrastiveDivergenceTransformer
            ?? throw new SampleException($"'{file}' holds no model that can be sampled.");
    }

    static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
