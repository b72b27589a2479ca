using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Samples.Shared;
using Topography_Spiral;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("Topography_Spiral", "learns a spiral and draws the energies of the plane around it as topographic maps.")
    .Option("points", "150", "points on the spiral")
    .Option("noise", "0.02", "standard deviation of their distance from it; its outer radius is 1")
    .Option("prototypes", "20", "number of prototypes")
    .Option("restarts", "20", "runs of the training, of which the best is kept")
    .Option("betas", "100,20,4", "inverse temperatures β of the free energies that are drawn beside F_∞")
    .Option("beta", "20", "the β whose free energy answers the questions")
    .Option("y1", "-0.3", "the given y₁ of the first question")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the model and the pictures")
    .Flag("quick", "a small run: coarse maps, two runs of the training")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var quick = options.Has("quick");
    var count = options.Integer("points", 1);
    var prototypes = options.Integer("prototypes", 1);
    var restarts = quick ? 2 : options.Integer("restarts", 1);
    var betas = options.Integers("betas", 1);
    var beta = options.Integer("beta", 1);
    var y1 = options.Number("y1", -1, 1);
    var seed = options.Integer("seed");
    var noise = options.Number("noise", 0, 1);
    var output = Directory.CreateDirectory(options.Text("output")).FullName;
    if (count < prototypes)
        throw new SampleException($"--prototypes {prototypes} needs at least as many --points, not {count}.");

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var ml = new MLContext(seed);
    var points = Spiral.Sample(count, noise, seed);
    Console.WriteLine($"Sampled {points.Length} points of a spiral of radius 1, noise {noise}");

    // Train: once for each β, which the prototypes do not depend on.
    KMeansEnergyTransformer Fit(float at) => SpiralModel.BuildPipeline(ml, prototypes, restarts, seed, at).Fit(SpiralModel.Load(ml, points));
    var trained = Fit(float.PositiveInfinity);
    Console.WriteLine($"Trained {trained}");

    var zip = Path.Combine(output, "spiral.zip");
    ml.Model.Save(trained, SpiralModel.Load(ml, points).Schema, zip);
    var model = (KMeansEnergyTransformer)new MLContext().Model.Load(zip, out _);
    Console.WriteLine($"Saved the model to {zip} and loaded it again");
    if (!SpiralModel.Score(ml, trained, points).Select(o => o.Energy).SequenceEqual(SpiralModel.Score(ml, model, points).Select(o => o.Energy)))
        return Fail("The loaded model scores points differently from the one that was saved.");

    var minimum = new Landscape("F_∞, the nearest prototype", model.Energy);
    Landscape Free(int at) => new($"F_β at β = {at}", Fit(at).Energy);
    var free = Free(beta);

    var plane = (Min: -1.25, Max: 1.25);
    var side = quick ? 90 : 400;
    var map = new TopographicMap(points, new GridShape(plane.Min, plane.Max, plane.Min, plane.Max, side, side));
    var pictures = new Pictures(map, SpiralModel.Prototypes(model), plane);
    Save(pictures.Maps([minimum, .. betas.Select(Free)]), "maps");

    Landscape[] asked = [minimum, free];
    var questions = new Questions(points, plane);
    Console.WriteLine($"Given y₁ = {y1}, what is y₂? The line meets the spiral at {string.Join(", ", Spiral.Crossings(y1).Select(c => $"{c:F3}"))}");
    var completed = asked.Select(l => (l, questions.GivenY1(l, y1))).ToArray();
    Save(pictures.GivenY1(y1, completed), "given-y1");

    Console.WriteLine("Given y, which point of the manifold is closest?");
    var descended = asked.Select(l => (l, questions.Closest(l))).ToArray();
    Save(pictures.Closest(descended), "closest");

    // At β = ∞ the pipeline has the answer in a column.
    var reconstructed = SpiralModel.Score(ml, model, Questions.Starts).Select(o => new Point(o.Reconstruction[0], o.Reconstruction[1]));
    var agrees = descended[0].Item2.Zip(reconstructed, (path, column) => (path[^1] - column).Length < 1e-3).All(same => same);
    if (questions.Wrong > 0 || !agrees)
        return Fail(agrees ? $"{questions.Wrong} answers are no minima of the energy." : "The way down does not end at the column Reconstruction.");
    Console.WriteLine($"All {questions.Asked} answers are minima of the energy, and the column Reconstruction holds those of F_∞");
    return 0;

    void Save(Panel picture, string name)
    {
        foreach (var extension in (string[])["png", "svg"])
            picture.Save(Path.Combine(output, $"spiral-{name}.{extension}"));
        Console.WriteLine($"Drew spiral-{name}.png and .svg");
    }

    static int Fail(string message)
    {
        Console.Error.WriteLine(message);
        return 1;
    }
}
