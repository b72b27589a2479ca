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
    .Option("rate", "0.05", "learning rate at the beginning")
    .Option("sweeps", "5", "Gibbs sweeps of the chains in a step of the training")
    .Option("burnin", "2000", "sweeps before the first digit is drawn")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the model and the pictures")
    .Flag("quick", "a small run: 64 hidden units, 20 epochs, short chains")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var quick = options.Has("quick");
    var hidden = quick ? 64 : options.Integer("hidden", 1);
    var epochs = quick ? 20 : options.Integer("epochs", 1);
    var rate = options.Number("rate", 1e-6, 10);
    var sweeps = options.Integer("sweeps", 1);
    var burnIn = quick ? 200 : options.Integer("burnin", 0);
    var seed = options.Integer("seed");
    var output = options.Folder("output");

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    var digits = ModelInput.Read(ml, options.Text("data"));
    var training = ml.Data.LoadFromEnumerable(digits.Where((_, i) => i % 3 != 0));
    var heldOut = ml.Data.LoadFromEnumerable(digits.Where((_, i) => i % 3 == 0));
    Console.WriteLine($"Read {digits.Length} digits of {ModelInput.Side}×{ModelInput.Side} pixels; one in three is held out");

    Console.WriteLine($"Training a machine of {ModelInput.Pixels} visible and {hidden} hidden units");
    var trace = new Trace(epochs);
    var model = DigitModel.Build(ml, hidden, sweeps, epochs, rate, seed, trace).Fit(training);

    Console.WriteLine("Mean log-likelihood of a digit, in nats, by annealed importance sampling");
    var (chains, temperatures) = quick ? (50, 500) : (200, 10000);
    var train = model.LogLikelihood(training, chains, temperatures, seed);
    var test = model.LogLikelihood(heldOut, chains, temperatures, seed);
    Console.WriteLine($"  training digits   {train.LogLikelihood,8:F2} ± {train.StandardError:F2}");
    Console.WriteLine($"  held-out digits   {test.LogLikelihood,8:F2} ± {test.StandardError:F2}");

    // What another process would do: load the model, and draw from it.
    var zip = Path.Combine(output, "digits-machine.zip");
    ml.Model.Save(model, training.Schema, zip);
    var loaded = Load(zip);
    Console.WriteLine($"Saved the model to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB) and loaded it again");

    const int Draws = 48;
    const int Thin = 10;
    var bits = Bits(model);
    if (!bits.Zip(Bits(loaded), (a, b) => a.SequenceEqual(b)).All(same => same))
        return Fail("The loaded model draws other digits than the one that was saved.");
    var chain = model.Sample(draws: 12, chains: 1, burnIn, Thin, seed + 1);
    var diagnostics = model.Sample(draws: quick ? 20 : 200, chains: 50, burnIn, Thin, seed).Diagnostics;
    Console.WriteLine($"Drew {Draws} digits, {burnIn} sweeps after a random start; over 50 chains, split R-hat is at most {diagnostics.MaximumSplitRHat:F2}, the effective sample size of {50 * diagnostics.NumberOfDraws} draws at least {diagnostics.MinimumEffectiveSampleSize:F0}");

    var machine = model.Machine!;
    var real = digits.Where((_, i) => i % 3 == 0).Take(36).Select(d => d.Features).ToArray();
    Save(Pictures.Samples(real, [.. bits.Select(Probabilities)], [.. chain.Values.ToArray().Chunk(ModelInput.Pixels).Select(Probabilities)], Thin), "samples");
    Save(Pictures.Weights(machine), "weights");
    Save(Pictures.Training(trace), "training");

    var noise = Likeness.Noise(real, seed);
    var energies = new[] { real, [.. bits.Select(Probabilities)], noise }.Select(rows => Likeness.MeanEnergy(machine, rows)).ToArray();
    Console.WriteLine($"Mean free energy: real digits {energies[0]:F1}, drawn ones {energies[1]:F1}, real ones with shuffled pixels {energies[2]:F1}");
    return energies[2] > Math.Max(energies[0], energies[1]) ? 0 : Fail("Shuffled pixels are as likely as digits: the machine has learnt nothing.");

    float[][] Bits(ContrastiveDivergenceTransformer from)
        => [.. ml.EnergyBased().Sample(from, Draws, burnIn, Thin, seed).GetColumn<float[]>(nameof(ModelInput.Features))];

    // A sample is made of bits. What the eye compares with grey pixels are the probabilities that they were drawn with.
    float[] Probabilities(float[] sample)
    {
        var probabilities = new float[sample.Length];
        machine.Reconstruct(sample, probabilities);
        return probabilities;
    }

    void Save(Panel picture, string name)
    {
        picture.Save(Path.Combine(output, $"generate-{name}.png"));
        Console.WriteLine($"Drew generate-{name}.png");
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
