using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Samples.Shared;
using ScottPlot;

namespace Topography_Spiral;

/// <summary>The denoising autoencoder: its field r(y) − y on its energy, and the ways that points take to the manifold.</summary>
internal sealed class AutoencoderStudy(Studio studio, AutoencoderPlan plan) : IStudy
{
    // The arrows stand on a coarser grid than the colours.
    private const int Arrows = 32;
    private const double LongestArrow = 0.1;
    private const float Size = 480;

    // What lies between the turns is low: colours for less of the map than with K-means.
    private const double ShareBelowCap = 0.42;

    public string Name => "autoencoder";

    public string Title => "(5) Ways to the data: denoising autoencoder";

    public Landscape Run(double y1)
    {
        var trained = SpiralModel.BuildAutoencoder(studio.ML, plan).Fit(SpiralModel.Load(studio.ML, studio.Points));
        Console.WriteLine($"Trained {trained}, noise {plan.Noise}, {plan.Epochs} epochs");
        var energy = ((DenoisingAutoencoderTransformer)studio.SaveAndLoad(trained, "spiral-autoencoder.zip")).Energy;
        var landscape = new Landscape("E(y) = ‖y − r(y)‖²", energy) { ShareBelowCap = ShareBelowCap };

        Questions.AnnounceY1(y1);
        var field = new ReconstructionField(energy);
        var answers = studio.Questions.GivenY1(landscape, y1, field.Holds, "a ridge: the field flows apart");
        studio.Save(new Pictures(studio.Map, null, studio.Plane).GivenY1(y1, [(landscape, answers)]), "autoencoder-given-y1");

        Console.WriteLine("Given y, which point of the manifold is closest? y ← r(y), again and again");
        // A path has reached the manifold when it ends no higher than the training points, where the field flows together.
        var highest = studio.Questions.Highest(landscape);
        var paths = Questions.Starts.Select(field.Follow).ToArray();
        foreach (var path in paths)
            studio.Questions.Arrived(landscape, path, landscape.At(path[^1]) <= highest && field.Holds(path[^1]));
        studio.Save(Draw(landscape, field, paths), "autoencoder-field");
        return landscape;
    }

    private Sheet Draw(Landscape landscape, ReconstructionField field, IReadOnlyList<Point[]> paths)
    {
        var (min, max) = studio.Plane;
        var room = (max - min) / (2 * Arrows);
        var origins = new GridShape(min + room, max - room, min + room, max - room, Arrows, Arrows).Points();
        // Shortened where they are long, far away, so that they can be seen between the turns.
        var vectors = field.At(origins).Select(v => Math.Min(1, LongestArrow / v.Length) * v).ToArray();
        var arrows = Map("the field r(y) − y").Arrows(origins, vectors, Colors.White, longest: 1.3f * Size / Arrows, "r(y) − y, shortened where it is long");
        var ways = paths.Aggregate(Map("y → r(y) → r(r(y))"), (chart, path) => chart.Way(path, ChartStyle.Vermilion, "the way to the manifold"));
        return new Sheet(string.Create(CultureInfo.InvariantCulture, $"A denoising autoencoder as an energy: noise {plan.Noise}")).Row(arrows, ways);

        Chart Map(string name) => studio.Map.Draw(landscape with { Name = name }, size: Size);
    }
}

/// <summary>How the autoencoder is made and trained.</summary>
internal sealed record AutoencoderPlan(IReadOnlyList<int> HiddenUnits, float Noise, int Epochs, int Seed);
