using System.Globalization;
using Imputation_Wine;
using Microsoft.ML;
using Samples.Shared;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("Imputation_Wine", "fills in missing values by the energies of several models, and compares them with the mean of the column.")
    .Option("data", "wine", "wine (13 measurements) or digits (64 pixels)")
    .Option("share", "0.25", "the share of values that are missing, from 0.01 to 0.9")
    .Option("masks", "5", "how often it is drawn which they are")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the model and the pictures")
    .Flag("quick", "a small run: fewer epochs and two draws")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var quick = options.Has("quick");
    var digits = options.Choice("data", "wine", "digits") == "digits";
    var share = options.Number("share", 0.01, 0.9);
    var masks = quick ? 2 : options.Integer("masks", 1, 100);
    var seed = options.Integer("seed");
    var output = options.Folder("output");

    var ml = new MLContext(seed);
    var data = digits ? Measurements.Digits(ml, "digits.csv") : Measurements.Wine(ml, "wine.csv");
    var damaged = Enumerable.Range(0, masks).Select(draw => data.Damage(share, seed + draw)).ToArray();
    var study = new Study(ml, data, damaged);
    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    Console.WriteLine($"{data.Training.Length} complete rows to learn from; {data.HeldOut.Length} rows of {data.HeldOut[0].Length} values, {share:P0} of them missing at random, {masks} draws");
    Console.WriteLine($"Root mean squared error of the missing values, in {data.Unit}");
    Console.WriteLine("                                               error   ± draws     fit    rows a second");

    var results = new List<Result> { study.Mean() };
    Line(results[0]);
    foreach (var candidate in digits ? Candidate.ForDigits(seed, quick ? 0.05 : 1) : Candidate.ForWine(seed, quick ? 0.1 : 1))
    {
        results.Add(study.Run(candidate));
        Line(results[^1]);
    }

    var best = results.MinBy(r => r.Error)!;
    if (best == results[0])
        return Fail("No model fills in missing values better than the mean of the column.");
    var zip = Path.Combine(output, "imputation.zip");
    ml.Model.Save(best.Model, ModelInput.Load(ml, data.Training).Schema, zip);
    var loaded = study.Complete(ml.Model.Load(zip, out _), damaged[0]);
    Console.WriteLine($"Saved the {best.Name} to {zip} ({new FileInfo(zip).Length / 1024.0:F1} KiB) and loaded it again");
    if (!best.Completed.Zip(loaded, (a, b) => a.SequenceEqual(b)).All(same => same))
        return Fail("The loaded model fills in other values than the one that was saved.");

    double[] shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
    var picture = digits
        ? Pictures.Digits(data, damaged[0], results)
        : Pictures.Errors(data, [.. results.Select(r => (r.Name, study.Curve(r, shares, seed)))]);
    picture.Save(Path.Combine(output, "imputation.png"));
    Console.WriteLine("Drew imputation.png");
    Console.WriteLine($"The {best.Name} has {1 - (best.Error / results[0].Error):P0} less error than the mean of the column");
    return 0;

    static void Line(Result result) => Console.WriteLine(
        $"  {result.Name,-42} {result.Error,8:F4} {result.Deviation,9:F4} {result.FitSeconds,6:F1} s {result.RowsPerSecond,16:N0}");

    static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
