using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Tests.Stress;

/// <summary>A small fit, and how its payload is read again.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Fit">Fits it with as many threads; null for as many as there are.</param>
/// <param name="Format">How its payload is known.</param>
/// <param name="Load">Reads a framed payload.</param>
internal sealed record CorpusModel(string Name, Func<int?, EnergyBasedTransformer> Fit, ComponentFormat Format, Func<Stream, EnergyBasedTransformer> Load);

/// <summary>Small fits of every model, in the forms that their files can take.</summary>
internal static class Corpus
{
    private const int Seed = 7;

    internal static IReadOnlyList<CorpusModel> All { get; } = [.. Plain(), .. Latent(), .. Completions()];

    private static EnergyBasedCatalog Catalog => new MLContext(Seed).EnergyBased();

    private static IEnumerable<CorpusModel> Plain()
    {
        yield return Of<KMeansEnergyTransformer>("KMeans", t => KMeans(t, float.PositiveInfinity, 3));
        yield return Of<KMeansEnergyTransformer>("KMeansFree", t => KMeans(t, 0.5f, 9));
        yield return Of<AnomalyThresholdTransformer>("Threshold", _ => Catalog.AnomalyThreshold(0.05).Fit(Rows.Energies()));
        yield return Of<DenoisingAutoencoderTransformer>("Autoencoder", t => Autoencoder(t, new() { HiddenUnits = [6, 3], ReconstructionSteps = 2 }, Rows.Blobs()));
        yield return Of<DenoisingAutoencoderTransformer>("TiedBits", t => Autoencoder(
            t, new() { HiddenUnits = [5], TiedWeights = true, Activation = Activation.Tanh, OutputActivation = Activation.Sigmoid, Loss = ReconstructionLoss.BinaryCrossEntropy }, Rows.Bits()));
        yield return Of<EnergyClassifierTransformer>("Classifier", t => Catalog.EnergyClassifier(
            new EnergyClassifierTrainer.Options { NumberOfEpochs = 2, HiddenUnits = [4], Seed = Seed, NumberOfThreads = t }).Fit(Rows.Labelled(named: true)));
        yield return Of<EnergyClassifierTransformer>("LinearClassifier", t => Catalog.EnergyClassifier(
            new EnergyClassifierTrainer.Options { NumberOfEpochs = 2, Seed = Seed, NumberOfThreads = t }).Fit(Rows.Labelled(named: false)));
        yield return Of<ContrastiveDivergenceTransformer>("Machine", t => Contrastive(t, ContrastiveModel.RestrictedBoltzmann(5), Rows.Bits()));
        yield return Of<ContrastiveDivergenceTransformer>("GaussianMachine", t => Contrastive(t, ContrastiveModel.RestrictedBoltzmann(5, VisibleUnits.Gaussian), Rows.Blobs()));
        yield return Of<ContrastiveDivergenceTransformer>("EnergyNetwork", t => Contrastive(t, ContrastiveModel.EnergyNetwork([6, 4], quadratic: 0.1f), Rows.Blobs()));
    }

    private static IEnumerable<CorpusModel> Latent()
    {
        yield return Of<LatentInferenceTransformer>("SparseCoding", t => Sparse(t, SparseInferenceAlgorithm.CoordinateDescent, false));
        yield return Of<LatentInferenceTransformer>("SparseFista", t => Sparse(t, SparseInferenceAlgorithm.Fista, true));
        yield return Of<LatentInferenceTransformer>("LatentBall", t => Decoder(t, LatentConstraint.Ball));
        yield return Of<LatentInferenceTransformer>("LatentSphere", t => Decoder(t, LatentConstraint.Sphere));
        yield return Of<LatentInferenceTransformer>("LatentFree", t => Decoder(t, LatentConstraint.Free));
        yield return Of<LatentInferenceTransformer>("MixtureFull", t => Mixture(t, MixtureCovariance.Full, 1));
        yield return Of<LatentInferenceTransformer>("MixtureDiagonal", t => Mixture(t, MixtureCovariance.Diagonal, float.PositiveInfinity));
        yield return Of<LatentInferenceTransformer>("MixtureSpherical", t => Mixture(t, MixtureCovariance.Spherical, 0.5f));
        yield return Of<LatentInferenceTransformer>("MixtureWide", t => Mixture(t, MixtureCovariance.Full, 1, Rows.Few()));
        yield return Of<LatentInferenceTransformer>("Neighbors", t => Neighbors(t, NeighborAggregation.FreeEnergy, 20));
        yield return Of<LatentInferenceTransformer>("NeighborDistance", t => Neighbors(t, NeighborAggregation.KthDistance, null));
        yield return Of<LatentInferenceTransformer>("PrincipalSubspace", Subspace);
        yield return Of<LatentInferenceTransformer>("Branches", t => Conditional(t, LatentSet.Discrete(3), 2));
        yield return Of<LatentInferenceTransformer>("Curve", t => Conditional(t, LatentSet.Continuous(1, -1, 1, 0.1f), float.PositiveInfinity));
        yield return Of<LatentInferenceTransformer>("Sheet", t => Conditional(t, LatentSet.Continuous(2), 2));
        yield return Of<LatentInferenceTransformer>("Circle", t => Conditional(t, LatentSet.Circle(), 2));
        yield return Of<LatentInferenceTransformer>("Box", t => Conditional(t, LatentSet.Continuous(3), 2));
        yield return Of<LatentInferenceTransformer>("BoxMinimum", t => Conditional(t, LatentSet.Continuous(4), float.PositiveInfinity));
    }

    private static IEnumerable<CorpusModel> Completions()
    {
        yield return Completion("CompletedKMeans", t => KMeans(t, float.PositiveInfinity, 3), Rows.Blobs(), new() { NumberOfAnswers = 3 });
        yield return Completion("CompletedAutoencoder", t => Autoencoder(t, new() { HiddenUnits = [4] }, Rows.Blobs()), Rows.Blobs(), new() { InferenceStarts = 3, InferenceIterations = 20, InferenceColumnName = "Inference" });
        yield return Completion("SampledMachine", t => Contrastive(t, ContrastiveModel.RestrictedBoltzmann(4), Rows.Bits()), Rows.Bits(), new() { Method = CompletionMethod.ClampedSampling, InferenceStarts = 2, InferenceIterations = 20 });
        yield return Completion("SampledNetwork", t => Contrastive(t, ContrastiveModel.EnergyNetwork([4], quadratic: 0.5f), Rows.Blobs()), Rows.Blobs(), new() { Method = CompletionMethod.ClampedSampling, InferenceStarts = 2, InferenceIterations = 20 });
        yield return Completion("DescendedNetwork", t => Contrastive(t, ContrastiveModel.EnergyNetwork([4], quadratic: 0.5f), Rows.Blobs()), Rows.Blobs(), new() { InferenceStarts = 3, InferenceIterations = 20, NumberOfAnswers = 2 });
        yield return Completion("CompletedSparse", t => Sparse(t, SparseInferenceAlgorithm.CoordinateDescent, false), Rows.Blobs(), new() { NumberOfAnswers = 2 });
        yield return Completion("CompletedDecoder", t => Decoder(t, LatentConstraint.Ball), Rows.Blobs(), new() { NumberOfAnswers = 2 });
        yield return Completion("CompletedMixture", t => Mixture(t, MixtureCovariance.Full, 1), Rows.Blobs(), new() { NumberOfAnswers = 2 });
        yield return Completion("CompletedSubspace", Subspace, Rows.Blobs(), new());
        yield return Completion("CompletedCurve", t => Conditional(t, LatentSet.Continuous(1), float.PositiveInfinity), Rows.Blobs(), new() { NumberOfAnswers = 2 });
        yield return Completion("CompletedBox", t => Conditional(t, LatentSet.Continuous(3), 2), Rows.Blobs(), new() { NumberOfAnswers = 2 });
    }

    private static CorpusModel Of<T>(string name, Func<int?, EnergyBasedTransformer> fit)
        where T : EnergyBasedTransformer, ILoadableTransformer<T>
        => new(name, fit, T.Format, stream => PayloadFrame.Read(stream, T.Format, reader => T.Load(new MLContext(), reader)));

    private static CorpusModel Completion(string name, Func<int?, EnergyBasedTransformer> fit, IDataView rows, CompletionEstimator.Options options)
        => Of<CompletionTransformer>(name, threads =>
        {
            options.Seed = Seed;
            return Catalog.Completion(fit(threads), options).Fit(rows);
        });

    private static KMeansEnergyTransformer KMeans(int? threads, float beta, int prototypes) => Catalog.KMeans(new KMeansEnergyEstimator.Options
    {
        NumberOfPrototypes = prototypes,
        NumberOfRestarts = 2,
        InverseTemperature = beta,
        Seed = Seed,
        NumberOfThreads = threads,
    }).Fit(Rows.Blobs());

    private static DenoisingAutoencoderTransformer Autoencoder(int? threads, DenoisingAutoencoderEstimator.Options options, IDataView rows)
    {
        (options.NumberOfEpochs, options.BatchSize, options.Seed, options.NumberOfThreads) = (2, 16, Seed, threads);
        return Catalog.DenoisingAutoencoder(options).Fit(rows);
    }

    private static ContrastiveDivergenceTransformer Contrastive(int? threads, ContrastiveModel model, IDataView rows)
        => Catalog.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { Model = model, NumberOfEpochs = 2, BatchSize = 16, Seed = Seed, NumberOfThreads = threads }).Fit(rows);

    private static LatentInferenceTransformer Sparse(int? threads, SparseInferenceAlgorithm algorithm, bool nonNegative) => Catalog.SparseCoding(new SparseCodingEstimator.Options
    {
        NumberOfAtoms = 6,
        NumberOfEpochs = 2,
        InferenceAlgorithm = algorithm,
        NonNegative = nonNegative,
        InferenceColumnName = "Inference",
        Seed = Seed,
        NumberOfThreads = threads,
    }).Fit(Rows.Blobs());

    private static LatentInferenceTransformer Decoder(int? threads, LatentConstraint constraint) => Catalog.LatentOptimization(new LatentOptimizationEstimator.Options
    {
        LatentSize = 2,
        HiddenUnits = [5],
        NumberOfEpochs = 2,
        InferenceIterations = 30,
        Constraint = constraint,
        InferenceColumnName = "Inference",
        Seed = Seed,
        NumberOfThreads = threads,
    }).Fit(Rows.Blobs());

    private static LatentInferenceTransformer Mixture(int? threads, MixtureCovariance covariance, float beta, IDataView? rows = null) => Catalog.Mixture(new MixtureEnergyEstimator.Options
    {
        NumberOfComponents = 3,
        NumberOfRestarts = 1,
        MaximumIterations = 20,
        Covariance = covariance,
        InverseTemperature = beta,
        Seed = Seed,
        NumberOfThreads = threads,
    }).Fit(rows ?? Rows.Blobs());

    private static LatentInferenceTransformer Neighbors(int? threads, NeighborAggregation aggregation, int? rows) => Catalog.NearestNeighbor(new NearestNeighborEnergyEstimator.Options
    {
        NumberOfNeighbors = 4,
        Aggregation = aggregation,
        MaximumRows = rows,
        Seed = Seed,
        NumberOfThreads = threads,
    }).Fit(Rows.Blobs());

    private static LatentInferenceTransformer Subspace(int? threads)
        => Catalog.PrincipalSubspace(new PrincipalSubspaceEstimator.Options { NumberOfComponents = 2, NumberOfThreads = threads }).Fit(Rows.Blobs());

    private static LatentInferenceTransformer Conditional(int? threads, LatentSet latent, float beta) => Catalog.ConditionalLatent(new ConditionalLatentEstimator.Options
    {
        Latent = latent,
        HiddenUnits = [5],
        InverseTemperature = beta,
        NumberOfPredictions = latent.IsDiscrete ? null : 4,
        InferenceIterations = 30,
        NumberOfDraws = 64,
        NumberOfEpochs = 2,
        BatchSize = 16,
        InferenceColumnName = "Inference",
        Seed = Seed,
        NumberOfThreads = threads,
    }).Fit(Rows.Blobs());
}
