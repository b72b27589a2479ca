using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased;
using Samples.Shared;

namespace Topography_Spiral;

/// <summary>The pipeline: build, train, score.</summary>
internal static class SpiralModel
{
    /// <summary>K-means as an energy, F_β(y) = −(1/β) log Σ_z e^{−β‖y − Wz‖²}.</summary>
    /// <remarks>The prototypes do not depend on β: with the same seed every temperature gets the same ones.</remarks>
    public static KMeansEnergyEstimator BuildPipeline(MLContext ml, int prototypes, int restarts, int seed, float beta)
        => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = prototypes,
            NumberOfRestarts = restarts,
            InverseTemperature = beta,
            Seed = seed,
        });

    /// <summary>A denoising autoencoder, E(y) = ‖y − r(y)‖², that learns to bring noisy points back.</summary>
    public static DenoisingAutoencoderEstimator BuildAutoencoder(MLContext ml, AutoencoderPlan plan)
        => ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = plan.HiddenUnits,
            Activation = Activation.ReLU,
            Corruption = Corruption.Gaussian(plan.Noise),
            NumberOfEpochs = plan.Epochs,
            BatchSize = 50,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = plan.Seed,
        });

    /// <summary>
    /// A network as an energy, E(y) = f(y) + ½κ‖y‖²: pushed down on the points, and up where these end that were kicked
    /// away and went downhill.
    /// </summary>
    /// <remarks>The rate of learning is constant, so that a shorter training is the beginning of a longer one.</remarks>
    public static ContrastiveDivergenceTrainer BuildContrastive(MLContext ml, ContrastivePlan plan, int epochs)
        => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.EnergyNetwork(plan.HiddenUnits, quadratic: 1),
            NegativePhase = NegativePhase.KickAndDescend(plan.Kick, ContrastivePlan.Steps, ContrastivePlan.Rate),
            EnergyRegularization = 0.001f,
            NumberOfEpochs = epochs,
            BatchSize = 50,
            LearningRate = 0.003f,
            Seed = plan.Seed,
        });

    /// <summary>Points as an ML.NET view.</summary>
    public static IDataView Load(MLContext ml, IEnumerable<Point> points)
        => ml.Data.LoadFromEnumerable(points.Select(ModelInput.At));

    /// <summary>The energy that a model, whichever it is, gives each point.</summary>
    public static float[] Energies(MLContext ml, ITransformer model, IEnumerable<Point> points)
        => [.. model.Transform(Load(ml, points)).GetColumn<float>("Energy")];

    /// <summary>What a K-means model says of each point.</summary>
    public static ModelOutput[] Score(MLContext ml, ITransformer model, IEnumerable<Point> points)
        => [.. ml.Data.CreateEnumerable<ModelOutput>(model.Transform(Load(ml, points)), reuseRowObject: false)];

    /// <summary>The prototypes as points.</summary>
    public static Point[] Prototypes(KMeansEnergyTransformer model)
    {
        var values = model.Energy.Prototypes;
        var points = new Point[model.Energy.NumberOfPrototypes];
        for (var z = 0; z < points.Length; z++)
            points[z] = (values[2 * z], values[(2 * z) + 1]);
        return points;
    }
}
