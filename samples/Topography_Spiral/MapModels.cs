using Microsoft.ML;
using Microsoft.ML.EnergyBased;

namespace Topography_Spiral;

/// <summary>The models that have nothing but a map, with what is set for the spiral. The numbers are those of the seven strategies.</summary>
internal static class MapModels
{
    // The score is that of the points under noise this wide, about a fifth of the gap between two turns.
    private const float ScoreNoise = 0.1f;

    // Of each coordinate: half of the mean square of the distances from the centre, which are those of a disc.
    private const double SpiralVariance = 0.25;

    /// <summary>The words of <c>--model</c>, those of the models with a study of their own among them.</summary>
    public static readonly string[] Words =
        ["kmeans", "mixture", "subspace", "glo", "conditional", "likelihood", "contrastive", "score", "autoencoder", "sparse", "penalized", "contractive"];

    /// <summary>One study for each.</summary>
    public static IEnumerable<IStudy> Studies(Studio studio, double noise, int seed, bool quick)
    {
        var catalog = studio.ML.EnergyBased();
        yield return Latent("mixture", "(1) Bounded volume: Gaussian mixture", catalog.Mixture(new MixtureEnergyEstimator.Options
        {
            NumberOfComponents = 16,
            // Without it the components of few points are thinner than the noise.
            VarianceFloor = Math.Max(noise * noise / SpiralVariance, 1e-6),
            NumberOfRestarts = quick ? 1 : 5,
            Seed = seed,
        }));
        yield return Latent("subspace", "(1) Bounded volume: principal subspace", catalog.PrincipalSubspace(new PrincipalSubspaceEstimator.Options
        {
            NumberOfComponents = 1,
            Seed = seed,
        }));
        yield return Latent("glo", "(1) Bounded volume: GLO, z on a circle", catalog.LatentOptimization(new LatentOptimizationEstimator.Options
        {
            LatentSize = 2,
            Constraint = LatentConstraint.Sphere,
            HiddenUnits = [64, 64],
            NumberOfEpochs = quick ? 100 : 4000,
            BatchSize = 50,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            InferenceStarts = quick ? 4 : 16,
            InferenceIterations = quick ? 50 : 200,
            Seed = seed,
        }));
        yield return Latent("conditional", "(1) Bounded volume: y₂ given y₁", catalog.ConditionalLatent(new ConditionalLatentEstimator.Options
        {
            ContextColumnName = nameof(ModelInput.Y1),
            FeatureColumnName = nameof(ModelInput.Y2),
            Latent = LatentSet.Discrete(4),
            HiddenUnits = [64, 64],
            NumberOfEpochs = quick ? 100 : 2000,
            BatchSize = 50,
            LearningRate = 0.003f,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = seed,
        }));
        yield return Network("likelihood", "(2) Up everywhere: maximum likelihood", ContrastiveObjective.ContrastiveDivergence, o =>
        {
            // Samples of the whole plane, weighted by e^{−E}: the gradient of log Z, and no chain has to find its way.
            o.NegativePhase = NegativePhase.MonteCarlo();
            o.EnergyRegularization = 0;
        });
        yield return Network("score", "(4) Flat at the data: score matching", ContrastiveObjective.DenoisingScoreMatching, o =>
        {
            o.NoiseStandardDeviation = ScoreNoise;
            o.EnergyRegularization = 0;
        });
        yield return Latent("sparse", "(6) A sparse code: sparse coding", catalog.SparseCoding(new SparseCodingEstimator.Options
        {
            NumberOfAtoms = 20,
            Sparsity = 0.1f,
            NonNegative = true,
            Seed = seed,
        }));
        yield return Autoencoder("penalized", "(6) A sparse code: autoencoder, L1", o => o.CodeSparsity = 0.01f);
        yield return Autoencoder("contractive", "(7) Constant answers: contractive autoencoder", o => o.ContractivePenalty = 0.01f);

        IStudy Latent(string name, string title, IEstimator<LatentInferenceTransformer> estimator)
            => new MapStudy<LatentInferenceTransformer>(studio, name, title, estimator, m => m.Energy);

        IStudy Network(string name, string title, ContrastiveObjective objective, Action<ContrastiveDivergenceTrainer.Options> set)
        {
            var options = new ContrastiveDivergenceTrainer.Options
            {
                Model = ContrastiveModel.EnergyNetwork([64, 64], quadratic: 1),
                Objective = objective,
                NumberOfEpochs = quick ? 100 : 4000,
                BatchSize = 50,
                LearningRate = 0.003f,
                LearningRateSchedule = LearningRateSchedule.Cosine(),
                Seed = seed,
            };
            set(options);
            return new MapStudy<ContrastiveDivergenceTransformer>(studio, name, title, catalog.ContrastiveDivergence(options), m => m.Energy);
        }

        IStudy Autoencoder(string name, string title, Action<DenoisingAutoencoderEstimator.Options> set)
        {
            var options = new DenoisingAutoencoderEstimator.Options
            {
                HiddenUnits = [64, 64],
                Activation = Activation.ReLU,
                Corruption = Corruption.None,
                NumberOfEpochs = quick ? 100 : 4000,
                BatchSize = 50,
                LearningRateSchedule = LearningRateSchedule.Cosine(),
                Seed = seed,
            };
            set(options);
            return new MapStudy<DenoisingAutoencoderTransformer>(studio, name, title, catalog.DenoisingAutoencoder(options), m => m.Energy);
        }
    }
}
