using Microsoft.ML;
using Microsoft.ML.EnergyBased.Energies;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>A model of which the map alone is drawn: it is trained, saved and loaded, and drawn.</summary>
/// <param name="studio">The points and the plane.</param>
/// <param name="name">The word of <c>--model</c>.</param>
/// <param name="title">Strategy and model, as the sheet names them.</param>
/// <param name="estimator">The model before its training.</param>
/// <param name="energy">The energy of a trained model.</param>
internal sealed class MapStudy<TModel>(Studio studio, string name, string title, IEstimator<TModel> estimator, Func<TModel, IEnergy> energy) : IStudy
    where TModel : class, ITransformer
{
    public string Name => name;

    public string Title => title;

    public Landscape Run(double y1)
    {
        var trained = estimator.Fit(SpiralModel.Load(studio.ML, studio.Points));
        Console.WriteLine($"Trained {trained}");
        var model = (TModel)studio.SaveAndLoad(trained, $"spiral-{name}.zip");
        var landscape = new Landscape(title, (IDifferentiableEnergy)energy(model));
        studio.Save(new Sheet().Row(studio.Map.Draw(landscape, size: 480)), name);
        return landscape;
    }
}
