using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>What the studies of all models share: the points, the plane around them, the questions, and the output folder.</summary>
internal sealed class Studio(MLContext ml, IReadOnlyList<Point> points, int side, string output)
{
    private const double ShareCounted = 0.95;
    private const double SheetShare = 0.5;

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

    /// <summary>
    /// Says how much of the plane lies as low as the data. It has no unit, so energies compare that have none in common.
    /// </summary>
    public void Compare(IEnumerable<Landscape> landscapes)
    {
        Console.WriteLine($"Of the plane, how much lies as low as {ShareCounted:P0} of the training points?");
        foreach (var landscape in landscapes)
        {
            var highest = landscape.At(Points).Order().ElementAt((int)(ShareCounted * (Points.Count - 1)));
            Console.WriteLine($"  {Map.Values(landscape).Average(e => e <= highest ? 1.0 : 0),6:P1}  {landscape.Name}");
        }
    }

    /// <summary>Draws all models side by side, each from its lowest point to the same share of its map.</summary>
    public void SaveSheet(IEnumerable<Landscape> landscapes)
        => Save(
            new Sheet($"One spiral, several energies; colours for the lowest {SheetShare:P0} of each map")
                .Fill(landscapes.Select(l => Map.Draw(l with { ShareBelowCap = SheetShare }, size: 324)), columns: 4),
            "models");

    /// <summary>Writes a picture as .png and .svg.</summary>
    public void Save(Sheet picture, string name)
    {
        foreach (var extension in (string[])["png", "svg"])
            picture.Save(Path.Combine(output, $"spiral-{name}.{extension}"));
        Console.WriteLine($"Drew spiral-{name}.png and .svg");
    }
}
