using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Models.KMeans;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

/// <summary>Every model of the catalog, small and quick to fit, in the forms that compute in different ways.</summary>
internal static class MagnitudeModels
{
    internal const int Features = 5;

    /// <summary>The names, and how the estimators are made.</summary>
    internal static IReadOnlyDictionary<string, Func<MLContext, IEstimator<ITransformer>>> All { get; } = new Dictionary<string, Func<MLContext, IEstimator<ITransformer>>>
    {
        ["KMeans"] = ml => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 5, Seed = 1 }),
        ["KMeans, many"] = ml => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 19, NumberOfRestarts = 1, Seed = 1 }),
        ["KMeans, weights"] = ml => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 3, ExampleWeightColumnName = "Weight", Seed = 1 }),
        ["KMeans, random start"] = ml => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 3, Initialization = KMeansInitialization.Random, Seed = 1 }),
        ["KMeans, given start"] = ml => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options
        {
            NumberOfPrototypes = 3,
            Initialization = KMeansInitialization.Given,
            InitialPrototypes = [[1e30f, 0, 0, 0, 0], [-1e19f, 0, 0, 1e19f, 0], [0, 1, 0, 0, 1]],
            Seed = 1,
        }),
        ["KMeans, gradient"] = ml => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 4, TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient, MaximumIterations = 20, Seed = 1 }),
        ["KMeans, β"] = ml => ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 4, InverseTemperature = 0.7f, Seed = 1 }),
        ["Mixture, spherical"] = ml => Mixture(ml, MixtureCovariance.Spherical),
        ["Mixture, diagonal"] = ml => Mixture(ml, MixtureCovariance.Diagonal),
        ["Mixture, full"] = ml => Mixture(ml, MixtureCovariance.Full),
        ["NearestNeighbor"] = ml => ml.EnergyBased().NearestNeighbor(numberOfNeighbors: 3),
        ["NearestNeighbor, k-th"] = ml => ml.EnergyBased().NearestNeighbor(new NearestNeighborEnergyEstimator.Options { NumberOfNeighbors = 3, Aggregation = NeighborAggregation.KthDistance }),
        ["PrincipalSubspace"] = ml => ml.EnergyBased().PrincipalSubspace(numberOfComponents: 2),
        ["PrincipalSubspace, probabilistic"] = ml => ml.EnergyBased().PrincipalSubspace(new PrincipalSubspaceEstimator.Options { NumberOfComponents = 2, Probabilistic = true }),
        ["DenoisingAutoencoder"] = ml => ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [6, 3], NumberOfEpochs = 2, BatchSize = 16, Seed = 1 }),
        ["DenoisingAutoencoder, linear"] = ml => ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [3],
            Activation = Activation.Identity,
            ContractivePenalty = 0.1f,
            NumberOfEpochs = 2,
            BatchSize = 16,
            Seed = 1,
        }),
        ["DenoisingAutoencoder, cross-entropy"] = ml => ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [4],
            OutputActivation = Activation.Sigmoid,
            Loss = ReconstructionLoss.BinaryCrossEntropy,
            NumberOfEpochs = 2,
            BatchSize = 16,
            Seed = 1,
        }),
        ["EnergyClassifier"] = ml => ml.EnergyBased().EnergyClassifier(new EnergyClassifierTrainer.Options { NumberOfEpochs = 2, BatchSize = 16, Seed = 1 }),
        ["EnergyClassifier, network"] = ml => ml.EnergyBased().EnergyClassifier(new EnergyClassifierTrainer.Options { HiddenUnits = [6], NumberOfEpochs = 2, BatchSize = 16, Seed = 1 }),
        ["ContrastiveDivergence, bits"] = ml => Contrast(ml, ContrastiveModel.RestrictedBoltzmann(6), ContrastiveObjective.ContrastiveDivergence),
        ["ContrastiveDivergence, Gaussian"] = ml => Contrast(ml, ContrastiveModel.RestrictedBoltzmann(6, VisibleUnits.Gaussian), ContrastiveObjective.ContrastiveDivergence),
        ["ContrastiveDivergence, exact"] = ml => Contrast(ml, ContrastiveModel.RestrictedBoltzmann(4, VisibleUnits.Gaussian), ContrastiveObjective.MaximumLikelihood),
        ["ContrastiveDivergence, network"] = ml => Contrast(ml, ContrastiveModel.EnergyNetwork([6], Activation.SiLU, quadratic: 0.1f), ContrastiveObjective.ContrastiveDivergence),
        ["ContrastiveDivergence, score"] = ml => Contrast(ml, ContrastiveModel.EnergyNetwork([6], Activation.Softplus), ContrastiveObjective.DenoisingScoreMatching),
        ["ContrastiveDivergence, noise"] = ml => Contrast(ml, ContrastiveModel.EnergyNetwork([6], Activation.ReLU, quadratic: 0.1f), ContrastiveObjective.NoiseContrastive),
        ["SparseCoding"] = ml => Sparse(ml, SparseInferenceAlgorithm.CoordinateDescent, nonNegative: false),
        ["SparseCoding, FISTA"] = ml => Sparse(ml, SparseInferenceAlgorithm.Fista, nonNegative: false),
        ["SparseCoding, non-negative"] = ml => Sparse(ml, SparseInferenceAlgorithm.CoordinateDescent, nonNegative: true),
        ["LatentOptimization, ball"] = ml => Decoder(ml, LatentConstraint.Ball),
        ["LatentOptimization, sphere"] = ml => Decoder(ml, LatentConstraint.Sphere),
        ["LatentOptimization, free"] = ml => Decoder(ml, LatentConstraint.Free),
        ["ConditionalLatent, branches"] = ml => Conditional(ml, LatentSet.Discrete(3), float.PositiveInfinity),
        ["ConditionalLatent, branches, β"] = ml => Conditional(ml, LatentSet.Discrete(3), 2),
        ["ConditionalLatent, interval"] = ml => Conditional(ml, LatentSet.Continuous(1, -1, 1, 0.1f), float.PositiveInfinity),
        ["ConditionalLatent, circle, β"] = ml => Conditional(ml, LatentSet.Circle(), 2),
        ["ConditionalLatent, box"] = ml => Conditional(ml, LatentSet.Continuous(3), float.PositiveInfinity),
        ["ConditionalLatent, box, β"] = ml => Conditional(ml, LatentSet.Continuous(3), 2),
        ["AnomalyThreshold"] = ml => ml.EnergyBased().AnomalyThreshold(),
    };

    /// <summary>A view of rows with all columns that a model may ask for.</summary>
    internal static IDataView View(MLContext ml, float[][] rows)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        definition[nameof(Row.Context)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length - 2);
        definition[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), 3);
        return ml.Data.LoadFromEnumerable(rows.Select((row, i) => new Row
        {
            Features = row,
            Context = row[2..],
            Label = (uint)(i % 3) + 1,
            Weight = i % 4,
            Energy = row[0],
        }).ToArray(), definition);
    }

    private static MixtureEnergyEstimator Mixture(MLContext ml, MixtureCovariance covariance)
        => ml.EnergyBased().Mixture(new MixtureEnergyEstimator.Options { NumberOfComponents = 4, Covariance = covariance, ExampleWeightColumnName = "Weight", MaximumIterations = 20, Seed = 1 });

    private static ContrastiveDivergenceTrainer Contrast(MLContext ml, ContrastiveModel model, ContrastiveObjective objective)
        => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { Model = model, Objective = objective, NumberOfEpochs = 2, BatchSize = 16, Seed = 1 });

    private static SparseCodingEstimator Sparse(MLContext ml, SparseInferenceAlgorithm algorithm, bool nonNegative) => ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options
    {
        NumberOfAtoms = 7,
        InferenceAlgorithm = algorithm,
        NonNegative = nonNegative,
        InferenceIterations = 100,
        NumberOfEpochs = 2,
        BatchSize = 16,
        InferenceColumnName = "Inference",
        Seed = 1,
    });

    private static LatentOptimizationEstimator Decoder(MLContext ml, LatentConstraint constraint) => ml.EnergyBased().LatentOptimization(new LatentOptimizationEstimator.Options
    {
        LatentSize = 2,
        HiddenUnits = [5],
        Constraint = constraint,
        InferenceIterations = 20,
        NumberOfEpochs = 2,
        BatchSize = 16,
        InferenceColumnName = "Inference",
        Seed = 1,
    });

    private static ConditionalLatentEstimator Conditional(MLContext ml, LatentSet latent, float beta) => ml.EnergyBased().ConditionalLatent(new ConditionalLatentEstimator.Options
    {
        Latent = latent,
        HiddenUnits = [4],
        Activation = Activation.Tanh,
        InverseTemperature = beta,
        InferenceIterations = 20,
        NumberOfDraws = 64,
        NumberOfEpochs = 2,
        BatchSize = 16,
        InferenceColumnName = "Inference",
        Seed = 1,
    });

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float[] Context { get; set; } = [];

        public uint Label { get; set; }

        public float Weight { get; set; }

        public float Energy { get; set; }
    }
}
