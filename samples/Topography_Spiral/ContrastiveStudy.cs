using Microsoft.ML.EnergyBased;
using Samples.Shared;
using ScottPlot;

namespace Topography_Spiral;

/// <summary>Contrastive divergence: an energy network while it trains, the points it pushes up, and what it answers.</summary>
internal sealed class ContrastiveStudy(Studio studio, ContrastivePlan plan) : IStudy
{
    // Beyond the spiral the walls are steep: colours for less of the map.
    private const double ShareBelowCap = 0.5;

    // Of the points, every so manieth one's way is drawn.
    private const int Between = 15;

    public string Name => "contrastive";

    public string Title => "(3) Up at chosen points: contrastive divergence";

    public Landscape Run(double y1)
    {
        Console.WriteLine("Training an energy network by contrastive divergence");
        var stages = plan.Stages.Select(Train).ToArray();
        studio.Save(DrawTraining(stages), "contrastive-training");
        studio.Save(DrawKicks(stages[0], stages[^1]), "contrastive-kicks");

        var model = (ContrastiveDivergenceTransformer)studio.SaveAndLoad(stages[^1].Model, "spiral-contrastive.zip");
        var landscape = new Landscape("E(y), a network", model.Energy) { ShareBelowCap = ShareBelowCap };
        Questions.AnnounceY1(y1);
        var answers = studio.Questions.GivenY1(landscape, y1);
        studio.Save(new Pictures(studio.Map, null, studio.Plane).GivenY1(y1, [(landscape, answers)]), "contrastive-given-y1");

        Console.WriteLine("Given y, which point of the manifold is closest? Downhill");
        var paths = Questions.Starts.Select(p => Descent.Solve(landscape, p, ContrastivePlan.Rate)).ToArray();
        foreach (var path in paths)
            studio.Questions.Arrived(landscape, path, landscape.At(path[^1]) <= studio.Questions.Highest(landscape));
        studio.Save(new Pictures(studio.Map, null, studio.Plane).Closest([(landscape, paths)]), "contrastive-closest");
        return landscape;
    }

    // The same seed and a constant rate of learning: each training is the beginning of the next.
    private Stage Train(int epochs)
    {
        var model = SpiralModel.BuildContrastive(studio.ML, plan, epochs).Fit(SpiralModel.Load(studio.ML, studio.Points));
        var landscape = new Landscape($"after {epochs} epochs", model.Energy) { ShareBelowCap = ShareBelowCap };
        var paths = KickAndDescend.Paths(landscape, studio.Points, plan);
        Point[] ends = [.. paths.Select(p => p[^1])];
        Console.WriteLine($"  {epochs,5} epochs: energy {landscape.At(studio.Points).Average(),7:F3} at the points; pushed up at {landscape.At(ends).Average(),7:F3}, {ends.Average(Spiral.Distance):F3} from the spiral (kicked to {paths.Average(p => Spiral.Distance(p[1])):F3})");
        return new Stage(model, landscape, paths);
    }

    private Sheet DrawTraining(Stage[] stages)
        => new Sheet("Contrastive divergence while it trains").Fill(stages.Select(s => studio.Map.Draw(s.Landscape, size: 330)
            .Dots([.. s.Paths.Select(p => p[^1])], ChartStyle.Vermilion, "pushed up", radius: 2.4f)), columns: 3);

    private Sheet DrawKicks(Stage first, Stage last)
        => new Sheet("A kick away from a training point, then downhill").Row(DrawKicks(first), DrawKicks(last));

    private Chart DrawKicks(Stage stage)
    {
        var some = stage.Paths.Where((_, i) => i % Between == 0).ToArray();
        return some.Aggregate(studio.Map.Draw(stage.Landscape, size: 480), (chart, path) => chart.Way(path, ChartStyle.Green, "kick and way down"))
            .Dots([.. some.Select(p => p[^1])], ChartStyle.Vermilion, "pushed up", radius: 4, MarkerShape.FilledTriangleUp, rim: true);
    }

    private sealed record Stage(ContrastiveDivergenceTransformer Model, Landscape Landscape, Point[][] Paths);
}

/// <summary>How the energy network is made and trained, and after how many epochs it is looked at.</summary>
internal sealed record ContrastivePlan(IReadOnlyList<int> HiddenUnits, float Kick, IReadOnlyList<int> Stages, int Seed)
{
    /// <summary>Steps of descent after a kick.</summary>
    public const int Steps = 20;

    /// <summary>How far a step goes: this times the gradient.</summary>
    public const float Rate = 0.01f;
}
