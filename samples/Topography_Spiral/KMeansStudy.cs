using Microsoft.ML.EnergyBased;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>K-means: its energy at several temperatures as maps, and what F_∞ and one free energy answer.</summary>
internal sealed class KMeansStudy(Studio studio, KMeansPlan plan) : IStudy
{
    public string Name => "kmeans";

    public string Title => "(1) Bounded volume: K-means";

    public Landscape Run(double y1)
    {
        var trained = Fit(float.PositiveInfinity);
        Console.WriteLine($"Trained {trained}");
        var model = (KMeansEnergyTransformer)studio.SaveAndLoad(trained, "spiral.zip");
        var minimum = new Landscape("F_∞, the nearest prototype", model.Energy);
        var pictures = new Pictures(studio.Map, SpiralModel.Prototypes(model), studio.Plane);
        studio.Save(pictures.Maps([minimum, .. plan.Betas.Select(Free)]), "maps");

        Landscape[] asked = [minimum, Free(plan.Beta)];
        Questions.AnnounceY1(y1);
        studio.Save(pictures.GivenY1(y1, [.. asked.Select(l => (l, studio.Questions.GivenY1(l, y1)))]), "given-y1");

        Console.WriteLine("Given y, which point of the manifold is closest?");
        var descended = asked.Select(l => (l, studio.Questions.Closest(l))).ToArray();
        studio.Save(pictures.Closest(descended), "closest");

        // At β = ∞ the pipeline has the answer in a column.
        var reconstructed = SpiralModel.Score(studio.ML, model, Questions.Starts).Select(o => new Point(o.Reconstruction[0], o.Reconstruction[1]));
        if (descended[0].Item2.Zip(reconstructed, (path, column) => (path[^1] - column).Length < 1e-3).All(same => same))
            Console.WriteLine("The column Reconstruction holds the answers of F_∞");
        else
            studio.Fail("The way down does not end at the column Reconstruction.");
        return minimum;
    }

    // The prototypes do not depend on β.
    private KMeansEnergyTransformer Fit(float beta)
        => SpiralModel.BuildPipeline(studio.ML, plan.Prototypes, plan.Restarts, plan.Seed, beta).Fit(SpiralModel.Load(studio.ML, studio.Points));

    private Landscape Free(int beta) => new($"F_β at β = {beta}", Fit(beta).Energy);
}

/// <summary>How K-means is trained, and at which temperatures it is looked at.</summary>
internal sealed record KMeansPlan(int Prototypes, int Restarts, IReadOnlyList<int> Betas, int Beta, int Seed);
