using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.Mixture;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

/// <summary>Completion fitted to the rows to be completed, where a feature is missing in all of them.</summary>
public sealed class UnobservedFeatureTests
{
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Models => ["KMeans", "Mixture", "Subspace", "SparseCoding", "LatentOptimization", "Autoencoder", "Classifier", "Machine", "Network"];

    [Theory]
    [MemberData(nameof(Models))]
    public void AFeatureThatNoRowObservesIsCompleted(string model)
    {
        var gaps = TestData.Rows(_ml, [0.2f, 0.3f, float.NaN], [0.8f, float.NaN, float.NaN], [0.5f, 0.4f, float.NaN]);
        var completion = _ml.EnergyBased().Completion(Fit(model)).Fit(gaps);
        var rows = completion.Transform(gaps).GetColumn<float[]>("Completed").ToArray();
        if (model == "Classifier" && rows[0].All(float.IsNaN))
            // Its energy has no floor: a search that runs away has no answer.
            return;
        rows[0][..2].ShouldEqual([0.2f, 0.3f]);
        rows.Should().AllSatisfy(row => row.ShouldAllBeInRange(-3, 4));
    }

    [Fact]
    public void TheMomentsAreThoseOfTheModel()
    {
        var means = new double[2];
        var variances = new double[2];
        var prototypes = new KMeansEnergy([0, 5, 2, 7], 2, 2);
        ((IMomentEnergy)prototypes).Moments(means, variances);
        means.ShouldEqual([1, 6]);
        variances.ShouldEqual([1, 1]);

        var mixture = new MixtureEnergy(new MixtureComponents(MixtureCovariance.Diagonal, [0.25, 0.75], [0, 0, 4, 8], [1, 2, 3, 4]));
        ((IMomentEnergy)mixture).Moments(means, variances);
        means.ShouldEqual([3, 6]);
        variances.ShouldEqual([(0.25 * 10) + (0.75 * 4), (0.25 * 38) + (0.75 * 8)]);

        var subspace = new PrincipalSubspaceEnergy([1, 2], [0.6f, 0.8f], [10], 12);
        ((IMomentEnergy)subspace).Moments(means, variances);
        means.ShouldEqual([1, 2]);
        variances[0].Should().BeApproximately(2 + (8 * 0.36), 1e-6);
        variances[1].Should().BeApproximately(2 + (8 * 0.64), 1e-6);
    }

    [Fact]
    public void ASearchBeginsWhereTheModelHasTheFeature()
    {
        // Two prototypes that agree in the feature: a masked iteration from 0 would need no model, one from 100 ends there.
        var model = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(TestData.Rows(_ml, [0, 100], [0, 100], [4, 102], [4, 102]));
        var gaps = TestData.Rows(_ml, [1, float.NaN], [3, float.NaN]);
        var completion = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options { Method = CompletionMethod.GradientDescent, Seed = 1 }).Fit(gaps);
        var rows = completion.Transform(gaps).GetColumn<float[]>("Completed").ToArray();
        rows[0][1].Should().BeApproximately(100, 0.05);
        rows[1][1].Should().BeApproximately(102, 0.05);
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
