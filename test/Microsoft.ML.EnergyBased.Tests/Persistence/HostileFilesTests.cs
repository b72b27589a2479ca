using Microsoft.ML.EnergyBased.Interop;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Persistence;

namespace Microsoft.ML.EnergyBased.Tests.Persistence;

/// <summary>Files with the right digest that no save would have written: refused, in the name of component and field, without much memory.</summary>
public sealed class HostileFilesTests
{
    // What the loading of a model may allocate: packed copies of thin matrices, and what any load may need.
    private const int AllocatedAByte = 64;
    private const long AllocatedAtAll = 8 << 20;

    public static TheoryData<string> Names =>
    [
        "empty", "blank", "repeated", "none",
    ];

    [Fact]
    public void TheSmallestPayloadsLoad()
    {
        Loads<KMeansEnergyTransformer>(Payloads.KMeans());
        Loads<AnomalyThresholdTransformer>(Payloads.Threshold());
        Loads<DenoisingAutoencoderTransformer>(Payloads.Autoencoder());
        Loads<EnergyClassifierTransformer>(Payloads.Classifier());
        Loads<ContrastiveDivergenceTransformer>(Payloads.Machine());
        Loads<ContrastiveDivergenceTransformer>(Payloads.Machine(units: VisibleUnits.Gaussian));
        Loads<LatentInferenceTransformer>(Payloads.Sparse());
        Loads<LatentInferenceTransformer>(Payloads.Decoder());
        Loads<LatentInferenceTransformer>(Payloads.Mixture());
        Loads<LatentInferenceTransformer>(Payloads.Subspace());
        Loads<LatentInferenceTransformer>(Payloads.Subspace(probabilistic: true));
        Loads<LatentInferenceTransformer>(Payloads.Conditional());
        Loads<CompletionTransformer>(Payloads.Completion());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NamesOfColumnsAreThoseThatOptionsTake(string what)
    {
        var (first, second) = what switch { "empty" => ("", "B"), "blank" => ("A", " "), "repeated" => ("A", "A"), _ => ((string?)null, (string?)null) };
        Refused<KMeansEnergyTransformer>("column name", Payloads.KMeans(energy: first, score: second));
        Refused<AnomalyThresholdTransformer>("column name", Payloads.Threshold(score: first, label: second));
        Refused<DenoisingAutoencoderTransformer>("column name", Payloads.Autoencoder(energy: first, code: second));
        Refused<EnergyClassifierTransformer>("column name", Payloads.Classifier(score: first, label: second));
        Refused<ContrastiveDivergenceTransformer>("column name", Payloads.Machine(energy: first, code: second));
        Refused<LatentInferenceTransformer>("column name", Payloads.Sparse(energy: first, latent: second));
        Refused<CompletionTransformer>("column name", Payloads.Completion(completed: first, energy: second));
    }

    [Fact]
    public void InputsHaveNamesToo()
    {
        Refused<KMeansEnergyTransformer>("feature column name", Payloads.KMeans(features: " "));
        Refused<AnomalyThresholdTransformer>("energy column name", Payloads.Threshold(energy: ""));
        Refused<DenoisingAutoencoderTransformer>("feature column name", Payloads.Autoencoder(features: ""));
        Refused<EnergyClassifierTransformer>("feature column name", Payloads.Classifier(features: ""));
        Refused<ContrastiveDivergenceTransformer>("feature column name", Payloads.Machine(features: ""));
        Refused<LatentInferenceTransformer>("feature column name", Payloads.Sparse(features: ""));
        Refused<LatentInferenceTransformer>("context column name", Payloads.Conditional(context: ""));
        Refused<LatentInferenceTransformer>("context column name", Payloads.Conditional(features: "A", context: "A"));
        Refused<LatentInferenceTransformer>("context column name", Payloads.Conditional(context: null));
        Refused<LatentInferenceTransformer>("context column name", Payloads.Sparse(context: "C"));
    }

    [Theory]
    [InlineData(10_001)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void AnAutoencoderWithStepsWithoutEnd(int steps)
        => Refused<DenoisingAutoencoderTransformer>("reconstruction steps", Payloads.Autoencoder(steps: steps));

    [Fact]
    public void ACrossEntropyWithoutASigmoid()
        => Refused<DenoisingAutoencoderTransformer>("output activation", Payloads.Autoencoder(loss: ReconstructionLoss.BinaryCrossEntropy));

    [Fact]
    public void MoreLayersThanOptionsTake()
        => Refused<DenoisingAutoencoderTransformer>("number of hidden units", Payloads.Autoencoder(layers: 257));

    [Theory]
    [InlineData(4097, 2, 10, "NumberOfAnswers")]
    [InlineData(int.MaxValue, 2, 10, "NumberOfAnswers")]
    [InlineData(0, 2, 10, "NumberOfAnswers")]
    [InlineData(1, 4097, 10, "InferenceStarts")]
    [InlineData(1, int.MaxValue, 10, "InferenceStarts")]
    [InlineData(1, 2, 100_001, "InferenceIterations")]
    [InlineData(1, 2, int.MaxValue, "InferenceIterations")]
    [InlineData(1, 4096, 1000, "InferenceIterations")]
    public void ACompletionThatSearchesWithoutEnd(int answers, int starts, int iterations, string field)
        => Refused<CompletionTransformer>(field, Payloads.Completion(answers: answers, starts: starts, iterations: iterations));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    [InlineData(1_000_000)]
    public void AModelInsideThatIsLongerThanTheFile(int more)
    {
        var payload = Payloads.Framed<CompletionTransformer>(Payloads.Completion())[12..^8];
        var name = System.Text.Encoding.UTF8.GetBytes(DenoisingAutoencoderTransformer.LoaderSignature);
        var place = payload.AsSpan().IndexOf(name) + name.Length + sizeof(int);
        var length = BitConverter.ToInt32(payload, place);
        var rest = payload.Length - place - sizeof(int) - length;
        BitConverter.TryWriteBytes(payload.AsSpan(place), length + rest + more);
        Refused<CompletionTransformer>("length of DenoisingAutoencoderTransformer", Payloads.Framed(payload));
    }

    [Theory]
    [InlineData(4097, 10, 64, 4, "InferenceStarts")]
    [InlineData(6, 100_001, 64, 4, "InferenceIterations")]
    [InlineData(4096, 1000, 64, 4, "InferenceIterations")]
    [InlineData(6, 10, (1 << 20) + 1, 4, "NumberOfDraws")]
    [InlineData(6, 10, 64, 4097, "NumberOfPredictions")]
    [InlineData(6, 10, 64, 0, "NumberOfPredictions")]
    public void AConditionalModelThatSearchesWithoutEnd(int starts, int iterations, int draws, int predictions, string field)
        => Refused<LatentInferenceTransformer>(field, Payloads.Conditional(starts: starts, iterations: iterations, draws: draws, predictions: predictions));

    [Fact]
    public void MorePredictionsThanARowCanHold()
        => Refused<LatentInferenceTransformer>("NumberOfPredictions", Payloads.Conditional(target: 5000, predictions: 4096));

    [Fact]
    public void PredictionsAreNeitherNamedNorMadeBeforeTheyAreAskedFor()
    {
        Loads<LatentInferenceTransformer>(Payloads.Conditional(target: 90, predictions: 4096));
        Loads<LatentInferenceTransformer>(Payloads.Conditional(latent: LatentSet.Discrete(4096), predictions: 4096));
        Loads<LatentInferenceTransformer>(Payloads.Conditional(latent: LatentSet.Continuous(64), starts: 4096, predictions: 4096));
    }

    [Fact]
    public void ASetOfLatentsThatIsNotWhatItsFormSays()
    {
        // Only a box has a choice of its ends: what would not be kept is not read over.
        var framed = Payloads.Framed<LatentInferenceTransformer>(Payloads.Conditional(latent: LatentSet.Circle()));
        var payload = framed[12..^8];
        var place = payload.AsSpan().IndexOf(BitConverter.GetBytes(2 * MathF.PI));
        BitConverter.TryWriteBytes(payload.AsSpan(place), 1f);
        Refused<LatentInferenceTransformer>("latent", Payloads.Framed(payload));
    }

    [Theory]
    [InlineData(4097, 10, "InferenceStarts")]
    [InlineData(1, 100_001, "InferenceIterations")]
    [InlineData(4096, 1000, "InferenceIterations")]
    public void ADecoderThatSearchesWithoutEnd(int starts, int iterations, string field)
        => Refused<LatentInferenceTransformer>(field, Payloads.Decoder(starts: starts, iterations: iterations));

    [Fact]
    public void StartsOfLongRowsAreDecodedForTheFirstSearch()
        => Loads<LatentInferenceTransformer>(Payloads.Decoder(dimension: 100_000));

    [Theory]
    [InlineData(1, 0.5, 0.4, 1)]
    [InlineData(-1, 0, 0, 1)]
    [InlineData(1, 2, 2, 1)]
    [InlineData(1e300, 1e300, 1e300, 1e300)]
    public void CodesWhoseCovarianceIsNone(double first, double second, double third, double fourth)
        => Refused<LatentInferenceTransformer>("covariance of the latents", Payloads.Decoder(covariance: [first, second, third, fourth]));

    [Theory]
    [InlineData(100_001)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void ADictionaryThatIsSearchedWithoutEnd(int iterations)
        => Refused<LatentInferenceTransformer>("InferenceIterations", Payloads.Sparse(iterations: iterations));

    [Fact]
    public void ADictionaryWhoseAtomsNoLearningLeaves()
    {
        Refused<LatentInferenceTransformer>("number of atoms", Payloads.Sparse(atoms: 20_000));
        Refused<LatentInferenceTransformer>("atoms", Payloads.Sparse(atom: 1.1f));
        Refused<LatentInferenceTransformer>("atoms", Payloads.Sparse(atom: float.MaxValue));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Sparse")]
    [InlineData("Autoencoder")]
    [InlineData("EnergyNetwork")]
    public void AnEnergyOfNoKindOrOfAnotherSort(string kind)
        => Refused<LatentInferenceTransformer>($"kind of energy: {kind}", Payloads.Sparse(kind: kind));

    [Fact]
    public void AModelOfAnEnergyThatItCannotHold()
    {
        Refused<ContrastiveDivergenceTransformer>("kind of energy: KMeans", Payloads.Machine(kind: "KMeans"));
        Refused<ContrastiveDivergenceTransformer>("inverse temperature", Payloads.Machine(beta: 2));
        Refused<CompletionTransformer>("embedded component", Payloads.Completion(model: AnomalyThresholdTransformer.LoaderSignature));
        Refused<CompletionTransformer>("embedded component", Payloads.Completion(model: CompletionTransformer.LoaderSignature));
        Refused<CompletionTransformer>("embedded component", Payloads.Completion(model: "Ebm.None"));
    }

    [Fact]
    public void AMixtureThatIsNone()
    {
        Refused<LatentInferenceTransformer>("weights", Payloads.Mixture(weights: [0.25, 0.7]));
        Refused<LatentInferenceTransformer>("weight", Payloads.Mixture(weights: [-0.25, 1.25]));
        Refused<LatentInferenceTransformer>("weight", Payloads.Mixture(weights: [double.MaxValue, double.MaxValue]));
        Refused<LatentInferenceTransformer>("covariance", Payloads.Mixture(covariances: [1, 0.5, 0.4, 1, 1, 0, 0, 1]));
        Refused<LatentInferenceTransformer>("covariance", Payloads.Mixture(covariances: [1, 2, 2, 1, 1, 0, 0, 1]));
        Refused<LatentInferenceTransformer>("covariance", Payloads.Mixture(covariances: [1, -1, 1, 1], kind: MixtureCovariance.Diagonal));
        Refused<LatentInferenceTransformer>("covariance", Payloads.Mixture(covariances: [1, 0], kind: MixtureCovariance.Spherical));
    }

    [Fact]
    public void AWideMixtureThatIsNone()
    {
        Loads<LatentInferenceTransformer>(Payloads.WideMixture());
        Refused<LatentInferenceTransformer>("number of directions", Payloads.WideMixture(rank: 3));
        Refused<LatentInferenceTransformer>("number of directions", Payloads.WideMixture(rank: -1));
        Refused<LatentInferenceTransformer>("not orthonormal", Payloads.WideMixture(directions: [0.6, 0.7]));
        Refused<LatentInferenceTransformer>("mixture", Payloads.WideMixture(scales: [1, 0]));
        Refused<LatentInferenceTransformer>("scales", Payloads.WideMixture(scales: [1, double.PositiveInfinity]));
        Refused<LatentInferenceTransformer>("mixture", Payloads.WideMixture(floor: 0));
        Refused<LatentInferenceTransformer>("centre", Payloads.WideMixture(centre: double.PositiveInfinity));
    }

    [Fact]
    public void ASubspaceThatIsNone()
    {
        Refused<LatentInferenceTransformer>("components", Payloads.Subspace(components: [0.6f, 0.8f, 0.8f, 0.6f]));
        Refused<LatentInferenceTransformer>("components", Payloads.Subspace(components: [0.6f, 0.8f, -0.8f, 0.7f]));
        Refused<LatentInferenceTransformer>("components", Payloads.Subspace(components: [1e30f, 0, 0, 1]));
        Refused<LatentInferenceTransformer>("explained variances", Payloads.Subspace(variances: [3, -1]));
        Refused<LatentInferenceTransformer>("explained variances", Payloads.Subspace(variances: [1, 3]));
        Refused<LatentInferenceTransformer>("total variance", Payloads.Subspace(total: 3.5));
        Refused<LatentInferenceTransformer>("total variance", Payloads.Subspace(total: -5));
        Refused<LatentInferenceTransformer>("total variance", Payloads.Subspace(variances: [0, 0], total: 0, probabilistic: true));
    }

    [Fact]
    public void AMachineWhoseUnitsHaveNoSuchRows()
    {
        Refused<ContrastiveDivergenceTransformer>("means", Payloads.Machine(mean: 1.5f));
        Refused<ContrastiveDivergenceTransformer>("means", Payloads.Machine(mean: -0.1f));
        Refused<ContrastiveDivergenceTransformer>("variance", Payloads.Machine(units: VisibleUnits.Gaussian, logVariance: 100));
        Refused<ContrastiveDivergenceTransformer>("variance", Payloads.Machine(units: VisibleUnits.Gaussian, logVariance: -100));
    }

    [Fact]
    public void WhatOptionsTakeAtTheMostLoads()
    {
        Loads<DenoisingAutoencoderTransformer>(Payloads.Autoencoder(steps: 10_000));
        Loads<DenoisingAutoencoderTransformer>(Payloads.Autoencoder(layers: 256));
        _ = new MLContext().EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { ReconstructionSteps = 10_000, HiddenUnits = Ones(256) });
        Loads<LatentInferenceTransformer>(Payloads.Decoder(starts: 4096, iterations: 512));
        Loads<LatentInferenceTransformer>(Payloads.Decoder(starts: 20, iterations: 100_000));
        _ = new MLContext().EnergyBased().LatentOptimization(new LatentOptimizationEstimator.Options { InferenceStarts = 4096, InferenceIterations = 512 });
        Loads<LatentInferenceTransformer>(Payloads.Conditional(starts: 4096, iterations: 512, draws: 1 << 20));
        _ = new MLContext().EnergyBased().ConditionalLatent(new ConditionalLatentEstimator.Options { InferenceStarts = 4096, InferenceIterations = 512, NumberOfDraws = 1 << 20, NumberOfPredictions = 4096 });
        Loads<LatentInferenceTransformer>(Payloads.Sparse(iterations: 100_000));
        Loads<LatentInferenceTransformer>(Payloads.Sparse(atoms: 1024));
        _ = new MLContext().EnergyBased().SparseCoding(new SparseCodingEstimator.Options { InferenceIterations = 100_000 });
        Loads<CompletionTransformer>(Payloads.Completion(answers: 4096, starts: 4096, iterations: 512));
        _ = new MLContext().EnergyBased().Completion(Payloads.Load<DenoisingAutoencoderTransformer>(Payloads.Framed<DenoisingAutoencoderTransformer>(Payloads.Autoencoder())), new CompletionEstimator.Options { NumberOfAnswers = 4096, InferenceStarts = 4096, InferenceIterations = 512 });
    }

    [Fact]
    public void WhatDoesNotLoadNoOptionTakes()
    {
        var catalog = new MLContext().EnergyBased();
        var model = Payloads.Load<DenoisingAutoencoderTransformer>(Payloads.Framed<DenoisingAutoencoderTransformer>(Payloads.Autoencoder()));
        Named("ReconstructionSteps", () => catalog.DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { ReconstructionSteps = 10_001 }));
        Named("HiddenUnits", () => catalog.DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = Ones(257) }));
        Named("HiddenUnits", () => catalog.EnergyClassifier(new EnergyClassifierTrainer.Options { HiddenUnits = Ones(257) }));
        Named("HiddenUnits", () => catalog.LatentOptimization(new LatentOptimizationEstimator.Options { HiddenUnits = Ones(257) }));
        Named("HiddenUnits", () => catalog.ConditionalLatent(new ConditionalLatentEstimator.Options { HiddenUnits = Ones(257) }));
        Named("hiddenUnits", () => catalog.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { Model = ContrastiveModel.EnergyNetwork(Ones(257)) }));
        Named("InferenceStarts", () => catalog.LatentOptimization(new LatentOptimizationEstimator.Options { InferenceStarts = 4097 }));
        Named("InferenceIterations", () => catalog.LatentOptimization(new LatentOptimizationEstimator.Options { InferenceIterations = 100_001 }));
        Named("InferenceIterations", () => catalog.ConditionalLatent(new ConditionalLatentEstimator.Options { InferenceStarts = 4096, InferenceIterations = 513 }));
        Named("InferenceIterations", () => catalog.SparseCoding(new SparseCodingEstimator.Options { InferenceIterations = 100_001 }));
        Named("NumberOfAnswers", () => catalog.Completion(model, new CompletionEstimator.Options { NumberOfAnswers = 4097 }));
        Named("InferenceStarts", () => catalog.Completion(model, new CompletionEstimator.Options { InferenceStarts = 4097 }));
        Named("InferenceIterations", () => catalog.Completion(model, new CompletionEstimator.Options { InferenceStarts = 4096, InferenceIterations = 513 }));
    }

    private static int[] Ones(int count) => [.. Enumerable.Repeat(1, count)];

    private static void Named(string option, Action make) => FluentActions.Invoking(make)
        .Should().Throw<ArgumentException>().Which.ParamName.Should().Be(option);

    private static void Loads<T>(Action<PayloadWriter> write)
        where T : ILoadableTransformer<T>
    {
        Payloads.Load<T>(Payloads.Framed<T>(write)); // what loading allocates once
        var framed = Payloads.Framed<T>(write);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Payloads.Load<T>(framed);
        AssertLittle(before, framed.Length);
    }

    private static void Refused<T>(string field, Action<PayloadWriter> write)
        where T : ILoadableTransformer<T> => Refused<T>(field, Payloads.Framed<T>(write));

    private static void Refused<T>(string field, byte[] framed)
        where T : ILoadableTransformer<T>
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = FluentActions.Invoking(() => Payloads.Load<T>(framed)).Should().ThrowExactly<FormatException>().Which;
        AssertLittle(before, framed.Length);
        e.Message.Should().Contain(T.Format.Component);
        e.Message.Should().Contain(field);
    }

    private static void AssertLittle(long before, int length)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        allocated.Should().BeLessThan(((long)AllocatedAByte * length) + AllocatedAtAll, "{0} bytes for a file of {1}", allocated, length);
    }
}
