using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>What the studies of all models share: the points, the plane around them, the questions, and the output folder.</summary>
internal sealed class Studio(MLContext ml, IReadOnlyList<Point> points, int side, string output)
{
    /// <summary>The plane that maps show and answers are looked for in.</summary>
    public (double Min, double Max) Plane { get; } = (-1.25, 1.25);

    public MLContext ML => ml;

    public IReadOnlyList<Point> Points => points;

    public TopographicMap Map => field ??= new TopographicMap(points, new GridShape(Plane.Min, Plane.Max, Plane.Min, Plane.Max, side, side));

    public Questions Questions => field ??= new Questions(points, Plane);

    /// <summary>False as soon as something went wrong.</summary>
    public bool AllWell { get; private set; } = true;

    /// <summary>Says what went wrong.</summary>
    public void Fail(string message)
    {
        Console.Error.WriteLine(message);
        AllWell = false;
    }

    /// <summary>Saves a model, loads it as another program would, and checks that it scores the points as before.</summary>
    public ITransformer SaveAndLoad(ITransformer model, string file)
    {
        var zip = Path.Combine(output, file);
        ml.Model.Save(model, SpiralModel.Load(ml, points).Schema, zip);
        var loaded = new MLContext().Model.Load(zip, out _);
        if (!SpiralModel.Energies(ml, model, points).SequenceEqual(SpiralModel.Energies(ml, loaded, points)))
            Fail($"The model loaded from {zip} scores points differently from the one that was saved.");
        Console.WriteLine($"Saved the model to {zip} and loaded it again");
        return loaded;
    }

    /// <summary>Writes a picture as .png and .svg.</summary>
    public void Save(Panel picture, string name)
    {
        foreach (var extension in (string[])["png", "svg"])
            picture.Save(Path.Combine(output, $"spiral-{name}.{extension}"));
        Console.WriteLine($"Drew spiral-{name}.png and .svg");
    }
}
