using System.Globalization;
using Denoising_Digits;
using Microsoft.ML;
using Samples.Shared;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("Denoising_Digits", "learns to clean damaged digits, and compares standard with denoising autoencoders, smaller and larger than the image.")
    .Option("data", "digits.csv", "digits as rows of 64 pixels and the digit written")
    .Flag("images", "digits of 28×28 pixels that the sample draws itself, in place of --data")
    .Option("count", "60000", "with --images: how many are drawn for the training")
    .Option("hidden", "auto", "hidden units of the networks to compare (auto: 20,200; with --images 30,500)")
    .Option("damage", "auto", "what is done to images: dropout, masking or salt (auto: salt; with --images dropout)")
    .Option("share", "auto", "the share of the pixels that it hits, from 0.01 to 0.95 (auto: 0.3; dropout and masking 0.5)")
    .Option("epochs", "auto", "passes over the training images (auto: 200; with --images 20)")
    .Option("batch", "auto", "images in a step of the training (auto: 32; with --images 256)")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the model and the pictures")
    .Flag("quick", "a small run: a fifth of the epochs; with --images half of them, on at most 4000 images")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var (drawn, quick) = (options.Has("images"), options.Has("quick"));
    var count = options.Integer("count", 100);
    var hidden = Auto("hidden") ? drawn ? [30, 500] : [20, 200] : options.Integers("hidden", 1);
    var kind = Auto("damage") ? drawn ? "dropout" : "salt" : options.Choice("damage", Damage.Kinds);
    var damage = new Damage(kind, Auto("share") ? kind == "salt" ? 0.3 : 0.5 : options.Number("share", 0.01, 0.95));
    var epochs = Auto("epochs") ? drawn ? 20 : 200 : options.Integer("epochs", 1);
    var batch = Auto("batch") ? !drawn ? 32 : quick ? 64 : 256 : options.Integer("batch", 1);
    var seed = options.Integer("seed");
    var output = options.Folder("output");
    var schedule = new Schedule(quick ? Math.Max(1, epochs / (drawn ? 2 : 5)) : epochs, batch, seed);

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    const int DrawnToJudgeBy = 1000;
    var (images, side) = drawn
        ? (DrawnDigits.Draw((quick ? Math.Min(4000, count) : count) + DrawnToJudgeBy, seed), DrawnDigits.Side)
        : (DigitFile.Read(ml, options.Text("data")), DigitFile.Side);
    Console.WriteLine($"{(drawn ? "Drew" : "Read")} {images.Length} digits of {side}×{side} pixels");

    // One in three of the scanned digits, and the first of the drawn ones, are never trained on.
    var training = drawn ? images[DrawnToJudgeBy..] : [.. images.Where((_, i) => i % 3 != 0)];
    var random = new Random(seed);
    var heldOut = (drawn ? images[..DrawnToJudgeBy] : images.Where((_, i) => i % 3 == 0)).Select(i => damage.Apply(i, random)).ToArray();
    if (training.Length < 20 || heldOut.Length == 0)
        throw new SampleException($"{images.Length} digits are too few to learn from and to judge by.");

    var contest = new Contest(ml, schedule, training, heldOut);
    Console.WriteLine($"Training on {training.Length} of them, {schedule.Epochs} epochs in batches of {batch}; damage: {damage.Description}");
    var results = new List<Result>();
    foreach (var units in hidden)
    {
        foreach (var network in (Network[])[new(side * side, units, null), new(side * side, units, damage)])
        {
            results.Add(contest.Run(network));
            Console.WriteLine($"  {network.Name,-24} {results[^1].Seconds,5:F1} s");
        }
    }

    var clean = heldOut.Select(h => h.Clean).ToArray();
    var filled = heldOut.Select(h => Filling.Fill(h, side)).ToArray();
    Console.WriteLine($"Squared error a pixel on {heldOut.Length} held-out digits    given clean  given damaged");
    Line("left as it is", 0, Contest.Error(heldOut.Select(h => h.Pixels), clean));
    Line("mean of the neighbours, told what was hit", 0, Contest.Error(filled, clean));
    foreach (var result in results)
        Line(result.Network.Name, result.CleanError, result.RestoredError);

    var zip = Path.Combine(output, "denoising.zip");
    ml.Model.Save(results[^1].Model, ImageInput.Load(ml, training).Schema, zip);
    var loaded = DenoisingConsumer.Clean(zip, heldOut.Select(h => h.Pixels));
    Console.WriteLine($"Saved the {results[^1].Network.Name} network to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB) and loaded it again");

    var pictures = new Pictures(side, damage.Description);
    Save(new Sheet().Row(pictures.Restored(heldOut, filled, results)), "restored");
    Save(pictures.Filters(results), "filters");
    Save(new Sheet().Row(Pictures.Curves(results)), "curves");

    if (!results[^1].Restored.Zip(loaded, (a, b) => a.Reconstruction.SequenceEqual(b.Reconstruction)).All(same => same))
        return Fail("The loaded model cleans digits differently from the one that was saved.");
    var (denoising, standard) = (Best(r => r.Network.Damage is not null), Best(r => r.Network.Damage is null));
    if (denoising.RestoredError >= standard.RestoredError)
        return Fail("No denoising network restores damaged digits better than the standard ones.");
    Console.WriteLine($"Of damaged digits the {denoising.Network.Name} network leaves an error of {denoising.RestoredError:F4}; {standard.Network.Name}, the best standard one, {standard.RestoredError:F4}");
    return 0;

    bool Auto(string name) => options.Text(name) == "auto";

    Result Best(Func<Result, bool> which) => results.Where(which).MinBy(r => r.RestoredError)!;

    static void Line(string name, double given, double damaged) => Console.WriteLine($"  {name,-42} {given,16:F4} {damaged,14:F4}");

    void Save(Sheet picture, string name)
    {
        picture.Save(Path.Combine(output, $"denoising-{name}.png"));
        Console.WriteLine($"Drew denoising-{name}.png");
    }

    static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
