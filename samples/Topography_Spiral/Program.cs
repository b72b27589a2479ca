using System.Globalization;
using Microsoft.ML;
using Samples.Shared;
using Topography_Spiral;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return new SampleArguments("Topography_Spiral", "learns a spiral and draws the energies of the plane around it as topographic maps.")
    .Option("model", "all", "all, or one of " + string.Join(", ", MapModels.Words))
    .Option("points", "150", "points on the spiral")
    .Option("noise", "0.02", "standard deviation of their distance from it; its outer radius is 1")
    .Option("prototypes", "20", "K-means: number of prototypes")
    .Option("restarts", "20", "K-means: runs of the training, of which the best is kept")
    .Option("betas", "100,20,4", "K-means: inverse temperatures β of the free energies that are drawn beside F_∞")
    .Option("beta", "20", "K-means: the β whose free energy answers the questions")
    .Option("hidden", "128,128", "autoencoder: units of the encoder's layers, which the decoder mirrors")
    .Option("corruption", "0.06", "autoencoder: standard deviation of the noise that it learns to take away")
    .Option("epochs", "4000", "autoencoder: passes over the points")
    .Option("units", "64,64", "contrastive divergence: units of the energy network's layers")
    .Option("kick", "0.3", "contrastive divergence: standard deviation of the kick that a point gets before it goes downhill")
    .Option("stages", "10,50,150,400,800,1500", "contrastive divergence: passes over the points after which its map is drawn")
    .Option("y1", "-0.3", "the given y₁ of the first question")
    .Option("seed", "1", "seed of everything random")
    .Option("output", "output", "folder for the models and the pictures")
    .Flag("quick", "a small run: coarse maps, two runs of K-means, only the first and last of the stages")
    .Run(args, Run);

static int Run(SampleArguments options)
{
    var quick = options.Has("quick");
    var model = options.Choice("model", ["all", .. MapModels.Words]);
    var count = options.Integer("points", 1);
    var y1 = options.Number("y1", -1, 1);
    var seed = options.Integer("seed");
    var noise = options.Number("noise", 0, 1);
    var kmeans = new KMeansPlan(
        options.Integer("prototypes", 1), quick ? 2 : options.Integer("restarts", 1), options.Integers("betas", 1), options.Integer("beta", 1), seed);
    var autoencoder = new AutoencoderPlan(
        options.Integers("hidden", 1), (float)options.Number("corruption", 0.001, 1), options.Integer("epochs", 1), seed);
    var contrastive = new ContrastivePlan(
        options.Integers("units", 1), (float)options.Number("kick", 0.001, 2), Stages(options.Integers("stages", 1), quick), seed);
    var output = options.Folder("output");
    if (count < kmeans.Prototypes)
        throw new SampleException($"--prototypes {kmeans.Prototypes} needs at least as many --points, not {count}.");

    Console.WriteLine($"ML.NET: {typeof(MLContext).Assembly.GetName().Name}");
    var points = Spiral.Sample(count, noise, seed);
    Console.WriteLine($"Sampled {points.Length} points of a spiral of radius 1, noise {noise}");

    var studio = new Studio(new MLContext(seed), points, quick ? 90 : 400, output);
    IStudy[] studies =
    [
        new KMeansStudy(studio, kmeans),
        new AutoencoderStudy(studio, autoencoder),
        new ContrastiveStudy(studio, contrastive),
        .. MapModels.Studies(studio, noise, seed, quick),
    ];
    // By strategy: the titles begin with its number.
    studies = [.. studies.Where(s => model == "all" || s.Name == model).OrderBy(s => s.Title[..3], StringComparer.Ordinal)];
    var landscapes = studies.Select(s => s.Run(y1) with { Name = s.Title }).ToArray();
    studio.Compare(landscapes);
    if (landscapes.Length > 1)
        studio.SaveSheet(landscapes);

    var questions = studio.Questions;
    if (questions.Wrong > 0)
        studio.Fail($"{questions.Wrong} of {questions.Asked} answers are no minima of the energy, or off the manifold.");
    else
        Console.WriteLine($"All {questions.Asked} answers are minima of the energy, or as low as the training points");
    return studio.AllWell ? 0 : 1;
}

static int[] Stages(int[] epochs, bool quick)
{
    int[] stages = [.. epochs.Order().Distinct()];
    return quick ? [.. stages.Where((_, i) => i == 0 || i == stages.Length - 1)] : stages;
}
