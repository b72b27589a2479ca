using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Tests.Samplers;

namespace Microsoft.ML.EnergyBased.Tests.Components;

/// <summary>
/// A cancel at a moment that nobody foresees, in fits of 2,500 features that would take hours. How long one takes is left
/// to the machine: the limit is only there so that a deaf fit fails instead of hanging.
/// </summary>
public sealed class CancelTests
{
    private const int Features = 2500;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private static readonly Random Moments = new();

    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Models =>
    [
        "KMeans", "KMeans by gradient", "Mixture", "Mixture of diagonals", "Subspace", "Whole subspace", "SparseCoding", "SparseCoding by FISTA",
        "LatentOptimization", "ConditionalLatent", "Autoencoder", "Contractive autoencoder", "Classifier", "Machine", "Gaussian machine",
        "Machine under annealing", "Network",
    ];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task AFitHearsACancelAtAnyMoment(string model)
    {
        using var source = new CancellationTokenSource();
        var data = Data();
        // Once the fit has begun to read: what comes before it is the test's own.
        int moment;
        lock (Moments)
            moment = Moments.Next(1, 700);
        var view = new Watched(data, () => source.CancelAfter(moment));
        var fit = Task.Run(() => Create(model, source.Token).Fit(view));
        var e = await Record.ExceptionAsync(() => fit.WaitAsync(Limit));
        // A subspace of these few rows may be found before; decompositions themselves are cancelled in the tests of numerics.
        if (e is null && model.Contains("ubspace", StringComparison.Ordinal))
            return;
        e
            .Should().BeAssignableTo<OperationCanceledException>("cancelled after {0} ms, {1}: {2}", moment, model, e?.ToString() ?? "it ended by itself");
    }

    private IEstimator<ITransformer> Create(string model, CancellationToken token)
    {
        const int Endless = 10_000_000;
        var models = _ml.EnergyBased();
        return model switch
        {
            "KMeans" => models.KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 60, NumberOfRestarts = Endless, CancellationToken = token }),
            "KMeans by gradient" => models.KMeans(new KMeansEnergyEstimator.Options { TrainingAlgorithm = KMeansTrainingAlgorithm.Gradient, NumberOfPrototypes = 60, Tolerance = 0, MaximumIterations = Endless, CancellationToken = token }),
            "Mixture" => models.Mixture(new MixtureEnergyEstimator.Options { NumberOfRestarts = Endless, CancellationToken = token }),
            "Mixture of diagonals" => models.Mixture(new MixtureEnergyEstimator.Options { Covariance = MixtureCovariance.Diagonal, NumberOfRestarts = Endless, CancellationToken = token }),
            "Subspace" => models.PrincipalSubspace(new PrincipalSubspaceEstimator.Options { NumberOfComponents = 100, CancellationToken = token }),
            "Whole subspace" => models.PrincipalSubspace(new PrincipalSubspaceEstimator.Options { NumberOfComponents = Features, CancellationToken = token }),
            "SparseCoding" => models.SparseCoding(new SparseCodingEstimator.Options { NumberOfEpochs = Endless, CancellationToken = token }),
            "SparseCoding by FISTA" => models.SparseCoding(new SparseCodingEstimator.Options { InferenceAlgorithm = SparseInferenceAlgorithm.Fista, NumberOfEpochs = Endless, CancellationToken = token }),
            "LatentOptimization" => models.LatentOptimization(new LatentOptimizationEstimator.Options { NumberOfEpochs = Endless, CancellationToken = token }),
            "ConditionalLatent" => models.ConditionalLatent(new ConditionalLatentEstimator.Options { NumberOfEpochs = Endless, CancellationToken = token }),
            "Autoencoder" => models.DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { NumberOfEpochs = Endless, CancellationToken = token }),
            "Contractive autoencoder" => models.DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { ContractivePenalty = 0.1f, NumberOfEpochs = Endless, CancellationToken = token }),
            "Classifier" => models.EnergyClassifier(new EnergyClassifierTrainer.Options { HiddenUnits = [64], NumberOfEpochs = Endless, CancellationToken = token }),
            "Machine" => models.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { NumberOfEpochs = Endless, CancellationToken = token }),
            "Gaussian machine" => models.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { Model = ContrastiveModel.RestrictedBoltzmann(64, VisibleUnits.Gaussian), NumberOfEpochs = Endless, CancellationToken = token }),
            "Machine under annealing" => models.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { Monitor = LikelihoodMonitor.AnnealedImportanceSampling, MonitorTemperatures = 100_000, NumberOfEpochs = Endless, CancellationToken = token }),
            "Network" => models.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { Model = ContrastiveModel.EnergyNetwork([64], quadratic: 1), NumberOfEpochs = Endless, CancellationToken = token }),
            _ => throw new ArgumentOutOfRangeException(nameof(model)),
        };
    }

    private IDataView Data()
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Features);
        return _ml.Data.LoadFromEnumerable(Noise.Value, definition);
    }

    private static readonly Lazy<Row[]> Noise = new(() =>
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, 300).Select(i =>
        {
            var row = new Row { Features = new float[Features], Context = [i / 300f], Label = (uint)(1 + (i % 3)) };
            foreach (ref var value in row.Features.AsSpan())
                value = random.NextSingle();
            return row;
        })];
    });

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        [VectorType(1)]
        public float[] Context { get; set; } = [];

        [KeyType(3)]
        public uint Label { get; set; }
    }

    /// <summary>Tells when it is first read.</summary>
    private sealed class Watched(IDataView view, Action onRead) : IDataView
    {
        public bool CanShuffle => view.CanShuffle;

        public DataViewSchema Schema => view.Schema;

        public long? GetRowCount() => view.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            onRead();
            return view.GetRowCursor(columnsNeeded, rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            onRead();
            return view.GetRowCursorSet(columnsNeeded, n, rand);
        }
    }
}
