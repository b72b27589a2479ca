using System.Globalization;
using Dictionary_Digits;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;
using Samples.Shared;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("Dictionary_Digits", "learns a dictionary of shapes from handwritten digits, and writes each digit as a sum of a few of them.")
    .Option("data", "digits.csv", "digits as rows of 64 pixels and the digit written")
    .Option("atoms", "96", "atoms in the dictionary")
    .Option("sparsities", "30,60,120,240,480,960", "values of λ to compare, in thousandths")
    .Option("epochs", "60", "passes over the training digits")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the model and the pictures")
    .Flag("signed", "codes of either sign; without, atoms are only added")
    .Flag("quick", "a small run: 48 atoms, 5 epochs, three values of λ")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    const int FirstShown = 1;
    var quick = options.Has("quick");
    var signed = options.Has("signed");
    var atoms = quick ? 48 : options.Integer("atoms", 1, 10_000);
    var epochs = quick ? 5 : options.Integer("epochs", 1);
    var sparsities = (quick ? [60, 240, 960] : options.Integers("sparsities", 1, 100_000)).Select(t => t / 1000f).Order().ToArray();
    var seed = options.Integer("seed");
    var output = options.Folder("output");

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    var digits = ModelInput.Read(ml, options.Text("data"));
    var training = ml.Data.LoadFromEnumerable(digits.Where((_, i) => i % 3 != 0));
    var heldOut = digits.Where((_, i) => i % 3 == 0).ToArray();
    Console.WriteLine($"Read {digits.Length} digits of {ModelInput.Side}×{ModelInput.Side} pixels; one in three is held out");

    Console.WriteLine($"Learning {atoms} atoms for each λ; means over the {heldOut.Length} held-out digits");
    Console.WriteLine("       λ   atoms in use   error a pixel   energy   steps   largest gap");
    var trials = sparsities.Select(sparsity =>
    {
        var trial = Trial.Run(ml, DigitModel.Build(ml, atoms, sparsity, signed, epochs, seed), sparsity, training, heldOut);
        Console.WriteLine($"  {sparsity,6:0.###} {trial.ActiveAtoms,14:F1} {trial.Error,15:F4} {trial.Energy,8:F3} {trial.Steps,7:F0} {trial.LargestGap,13:0.0e+0}");
        return trial;
    }).ToArray();

    // As many numbers a digit, but the same ones for all digits.
    Console.WriteLine("A principal subspace of as many dimensions as atoms are in use");
    int[] sizes = [.. trials.Select(t => Math.Clamp((int)Math.Round(t.ActiveAtoms), 1, ModelInput.Pixels)).Distinct().Order()];
    var subspaces = sizes.Select(size =>
    {
        var scored = ml.EnergyBased().PrincipalSubspace("Features", size).Fit(training).Transform(ml.Data.LoadFromEnumerable(heldOut));
        return new Point(size, Trial.RootMeanSquare(heldOut, scored.GetColumn<float[]>(nameof(ModelOutput.Reconstruction))));
    }).ToArray();
    foreach (var (size, error) in subspaces.Select(s => (s.X, s.Y)))
        Console.WriteLine($"  {size,4:F0} dimensions: error a pixel {error:F4}");

    var shown = trials[sparsities.Length / 2];
    Save(Pictures.Atoms(shown), "atoms");
    Save(Pictures.Codes(heldOut, shown, FirstShown), "codes");
    Save(Pictures.Reconstructions(heldOut, trials, FirstShown), "reconstructions");
    Save(Pictures.Sparsity(trials, subspaces), "sparsity");

    var zip = Path.Combine(output, "digits-dictionary.zip");
    ml.Model.Save(shown.Model, training.Schema, zip);
    var loaded = Trial.Score(new MLContext(), new MLContext().Model.Load(zip, out _), heldOut);
    Console.WriteLine($"Saved the dictionary of λ = {shown.Sparsity:0.###} to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB) and loaded it again");
    if (!loaded.Select(o => o.Energy).SequenceEqual(shown.Outputs.Select(o => o.Energy)))
        return Fail("The loaded model gives other energies than the one that was saved.");
    return trials.Zip(trials.Skip(1), (a, b) => a.ActiveAtoms > b.ActiveAtoms && a.Error < b.Error).All(fewer => fewer)
        ? 0
        : Fail("A higher λ should take fewer atoms, and leave more.");

    void Save(Chart picture, string name)
    {
        picture.Save(Path.Combine(output, $"dictionary-{name}.png"));
        Console.WriteLine($"Drew dictionary-{name}.png");
    }

    static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
