using Microsoft.ML;
using Microsoft.ML.EnergyBased;
using Microsoft.ML.EnergyBased.Completion;

namespace Imputation_Wine;

/// <summary>A model that may fill in what is missing: its name, how it is fitted to complete rows, and how it completes others.</summary>
internal sealed record Candidate(string Name, Func<MLContext, IDataView, EnergyBasedTransformer> Fit)
{
    public CompletionEstimator.Options Completion { get; private init; } = new() { Seed = 1 };

    /// <summary>Models of 13 measurements of a hundred wines: small ones.</summary>
    public static IReadOnlyList<Candidate> ForWine(int seed, double effort) =>
    [
        KMeans(3, seed),
        KMeans(20, seed),
        Subspace(4),
        Mixture(1, 0.05, seed),
        Mixture(3, 0.2, seed),
        SparseCoding(26, 0.2f, Epochs(50, effort), seed),
        Decoder(3, [32], Epochs(300, effort), seed),
        .. Autoencoder([16, 6], Activation.Tanh, Activation.Identity, Corruption.Masking(0.3f), Epochs(600, effort), seed),
        Machine(VisibleUnits.Gaussian, 16, 0.01f, Epochs(400, effort), seed),
    ];

    /// <summary>Models of 64 pixels in [0, 1].</summary>
    public static IReadOnlyList<Candidate> ForDigits(int seed, double effort) =>
    [
        KMeans(10, seed),
        KMeans(50, seed),
        KMeans(200, seed),
        Subspace(20),
        Mixture(1, 0.1, seed),
        Mixture(20, 0.1, seed),
        SparseCoding(96, 0.1f, Epochs(20, effort), seed),
        Decoder(10, [256], Epochs(200, effort), seed),
        .. Autoencoder([512], Activation.ReLU, Activation.Sigmoid, Corruption.SaltAndPepper(0.25f), Epochs(150, effort), seed),
        Machine(VisibleUnits.Bernoulli, 100, 0.05f, Epochs(100, effort), seed),
    ];

    private static Candidate KMeans(int prototypes, int seed) => new($"K-means, {prototypes} prototypes", (ml, rows) =>
        ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = prototypes, Seed = seed }).Fit(rows));

    private static Candidate Subspace(int components) => new($"principal subspace of {components}", (ml, rows) =>
        ml.EnergyBased().PrincipalSubspace(numberOfComponents: components).Fit(rows));

    private static Candidate Mixture(int components, double floor, int seed)
        => new(components == 1 ? "one Gaussian" : $"mixture of {components} Gaussians", (ml, rows) => ml.EnergyBased().Mixture(new MixtureEnergyEstimator.Options
        {
            NumberOfComponents = components,
            VarianceFloor = floor,
            Seed = seed,
        }).Fit(rows));

    private static Candidate SparseCoding(int atoms, float sparsity, int epochs, int seed)
        => new($"sparse coding, {atoms} atoms", (ml, rows) => ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options
        {
            NumberOfAtoms = atoms,
            Sparsity = sparsity,
            NumberOfEpochs = epochs,
            Seed = seed,
        }).Fit(rows));

    // A decoder and a free latent for each row.
    private static Candidate Decoder(int latents, int[] hidden, int epochs, int seed)
        => new($"latent optimisation, {latents} latents", (ml, rows) => ml.EnergyBased().LatentOptimization(new LatentOptimizationEstimator.Options
        {
            LatentSize = latents,
            HiddenUnits = hidden,
            NumberOfEpochs = epochs,
            LearningRate = 3e-3f,
            WeightDecay = 1e-3f,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = seed,
        }).Fit(rows));

    // One network, two ways: r(y) in the place of what is missing until it stays, and descent of ‖y − r(y)‖².
    private static Candidate[] Autoencoder(int[] hidden, Activation activation, Activation output, Corruption corruption, int epochs, int seed)
    {
        var name = $"autoencoder {string.Join('-', hidden)}";
        return
        [
            new Candidate($"{name}, masked iteration", Fit),
            new Candidate($"{name}, gradient descent", Fit)
            {
                Completion = new CompletionEstimator.Options { Method = CompletionMethod.GradientDescent, InferenceStarts = 1, Seed = 1 },
            },
        ];

        EnergyBasedTransformer Fit(MLContext ml, IDataView rows) => ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = hidden,
            Activation = activation,
            OutputActivation = output,
            Corruption = corruption,
            NumberOfEpochs = epochs,
            BatchSize = 32,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = seed,
        }).Fit(rows);
    }

    private static Candidate Machine(VisibleUnits units, int hidden, float rate, int epochs, int seed)
        => new($"restricted Boltzmann machine, {hidden} hidden", (ml, rows) => ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(hidden, units),
            Optimizer = Optimizer.Sgd(),
            LearningRate = rate,
            NumberOfEpochs = epochs,
            BatchSize = 10,
            Seed = seed,
        }).Fit(rows));

    private static int Epochs(int epochs, double effort) => Math.Max(2, (int)(epochs * effort));
}
