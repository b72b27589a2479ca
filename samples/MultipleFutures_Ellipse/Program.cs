using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using MultipleFutures_Ellipse;
using Samples.Shared;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("MultipleFutures_Ellipse", "learns all that may follow x, where least squares gives the average of it.")
    .Option("points", "1000", "training points")
    .Option("noise", "0.05", "standard deviation of their noise")
    .Option("latent", "circle", "circle or interval: what z runs over")
    .Option("beta", "50", "inverse temperature β of the marginal training")
    .Option("hidden", "48,48", "units of the decoder's layers")
    .Option("epochs", "200", "passes over the points")
    .Option("x", "0.5", "where single answers are printed and energies are drawn")
    .Option("y1", "2", "the given y₁ of the question: what is y₂?")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the model and the pictures")
    .Flag("quick", "a small run: fewer points and passes, coarse maps")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var quick = options.Has("quick");
    var seed = options.Integer("seed");
    var points = options.Integer("points", 10);
    var noise = options.Number("noise", 0, 1);
    var latent = options.Choice("latent", "circle", "interval") == "circle" ? LatentSet.Circle() : LatentSet.Continuous();
    var beta = (float)options.Number("beta", 0.001, 1e6);
    var (x, y1) = (options.Number("x", 0, 1), options.Number("y1", -20, 20));
    var plan = new Plan(options.Integers("hidden", 1), quick ? 100 : options.Integer("epochs", 1), seed);
    var output = options.Folder("output");

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    var rows = Horn.Sample(quick ? Math.Min(points, 500) : points, noise, seed);
    var data = ml.Data.LoadFromEnumerable(rows);
    Console.WriteLine($"Sampled {rows.Length} points (x, y) of a horn of ellipses, noise {noise}");

    // One branch is no latent at all: least squares.
    var blurry = HornModel.Train(ml, data, "least squares", LatentSet.Discrete(1), float.PositiveInfinity, plan);
    var winner = HornModel.Train(ml, data, "winner, β = ∞", latent, float.PositiveInfinity, plan);
    var marginal = HornModel.Train(ml, data, $"marginal, β = {beta}", latent, beta, plan);
    Console.WriteLine("Mean distance over x in 0..1:        answers to ellipse   ellipse to answers");
    foreach (var model in (HornModel[])[blurry, winner, marginal])
    {
        var (there, back) = model.Distances();
        Console.WriteLine($"  {model.Name,-34} {there,18:F4}   {back,18:F4}");
    }

    var zip = Path.Combine(output, "futures.zip");
    ml.Model.Save(winner.Transformer, data.Schema, zip);
    Console.WriteLine($"Saved the winner's model to {zip}; a program that has only this file and x = {x:0.##} gets");
    Console.WriteLine($"  y = {string.Join(", ", Consumer.Predict(zip, (float)x).Chunk(2).Select(y => $"({y[0]:F2}, {y[1]:F2})"))}");
    var (first, second) = Horn.Radii(x);
    var inside = Math.Abs(y1) < first;
    var truth = inside ? $"±{second * Math.Sqrt(1 - (y1 / first * (y1 / first))):F3} on the ellipse" : "no point of the ellipse has this y₁";
    Console.WriteLine($"Given x = {x:0.##} and y₁ = {y1:0.##}, y₂ is ({truth})");
    foreach (var (answer, energy) in Consumer.Complete(ml, winner, data, (float)x, (float)y1))
        Console.WriteLine($"  {answer,7:F3} at energy {energy:F5}");

    var pictures = new Pictures(rows, winner, blurry, quick ? 60 : 220);
    Save(pictures.Answers(), "answers");
    Save(pictures.Energies(x, [float.PositiveInfinity, 10, 1, 0.2f, 0.03f]), "energies");
    return 0;

    void Save(Sheet picture, string name)
    {
        foreach (var extension in (string[])["png", "svg"])
            picture.Save(Path.Combine(output, $"futures-{name}.{extension}"));
        Console.WriteLine($"Drew futures-{name}.png and .svg");
    }
}
