using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Samples.Shared;

namespace MultipleFutures_Ellipse;

/// <summary>How the models are trained.</summary>
internal sealed record Plan(IReadOnlyList<int> HiddenUnits, int Epochs, int Seed);

/// <summary>A trained model: its name, the transformer, and the answers that it gives.</summary>
internal sealed record HornModel(string Name, LatentInferenceTransformer Transformer)
{
    // Many more than a picture shows: the distance between two answers must not count as an error.
    private const int AnswersToJudge = 1024;

    public ConditionalLatentEnergy Energy => (ConditionalLatentEnergy)Transformer.Energy;

    public static HornModel Train(MLContext ml, IDataView data, string name, LatentSet latent, float beta, Plan plan)
        => new(name, Build(ml, latent, beta, plan).Fit(data));

    /// <summary>The answers at x, as z runs over its set.</summary>
    public Point[] Answers(double x, int? count = null)
    {
        var answers = Energy.Latent.IsDiscrete ? Energy.Latent.Size : count ?? AnswersToJudge;
        var contexts = new float[answers];
        Array.Fill(contexts, (float)x);
        var decoded = new float[2 * answers];
        Energy.Decode(contexts, Energy.Latent.Spread(answers), decoded);
        return Points.FromRows(decoded);
    }

    /// <summary>The mean distance, over x in 0..1, from the answers to the ellipse and from the ellipse to the answers.</summary>
    public (double There, double Back) Distances()
    {
        double[] xs = [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];
        var pairs = xs.AsParallel().AsOrdered().Select(x => (Answers: Answers(x), Ellipse: Horn.Ellipse(x))).Select(p => (There: Mean(p.Answers, p.Ellipse), Back: Mean(p.Ellipse, p.Answers))).ToArray();
        return (pairs.Average(p => p.There), pairs.Average(p => p.Back));

        static double Mean(Point[] from, Point[] to) => from.Average(a => to.Min(b => (a - b).Length));
    }

    private static ConditionalLatentEstimator Build(MLContext ml, LatentSet latent, float beta, Plan plan)
        => ml.EnergyBased().ConditionalLatent(new ConditionalLatentEstimator.Options
        {
            ContextColumnName = nameof(ModelInput.X),
            FeatureColumnName = nameof(ModelInput.Y),
            Latent = latent,
            HiddenUnits = plan.HiddenUnits,
            InverseTemperature = beta,
            NumberOfPredictions = latent.IsDiscrete ? null : 8,
            NumberOfEpochs = plan.Epochs,
            BatchSize = 25,
            LearningRate = 0.01f,
            LearningRateSchedule = LearningRateSchedule.Cosine(finalFactor: 0.01),
            Seed = plan.Seed,
        });
}
