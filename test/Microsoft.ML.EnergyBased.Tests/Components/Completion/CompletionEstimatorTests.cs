using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Components.ContrastiveDivergence;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.EnergyBased.Tests.Components.Completion;

public sealed class CompletionEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Completion_lives_in_a_pipeline_and_is_saved_with_it()
    {
        var data = TestData.Iris(_ml);
        var scaling = _ml.Transforms.NormalizeMinMax("Features").Fit(data);
        var prototypes = _ml.EnergyBased().KMeans(numberOfPrototypes: 6).Fit(scaling.Transform(data));
        var model = _ml.Transforms.NormalizeMinMax("Features").Append(_ml.EnergyBased().Completion(prototypes)).Fit(data);

        var gaps = TestData.Rows(_ml, [5, 3.5f, float.NaN, 0.25f], [float.NaN, float.NaN, float.NaN, float.NaN], [6, float.NaN, 5, float.NaN]);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, gaps.Schema, stream);
        stream.Position = 0;
        var again = new MLContext().Model.Load(stream, out _);
        var completed = again.Transform(gaps);
        var rows = completed.GetColumn<float[]>("Completed").ToArray();
        var scaled = completed.GetColumn<float[]>("Features").ToArray();
        Assert.Equal(model.Transform(gaps).GetColumn<float[]>("Completed").SelectMany(r => r), rows.SelectMany(r => r));
        Assert.All(rows[1], v => Assert.True(float.IsNaN(v)));
        foreach (var row in (int[])[0, 2])
        {
            for (var j = 0; j < 4; j++)
                Assert.True(float.IsNaN(scaled[row][j]) ? float.IsFinite(rows[row][j]) : scaled[row][j] == rows[row][j], $"row {row}, value {j}");
        }

        // A setosa has short petals, a row of petals that long has none.
        Assert.InRange(rows[0][2] * 6.9f, 1, 2);
        Assert.InRange(rows[2][3] * 2.5f, 1.4, 2.3);
    }

    [Theory]
    [InlineData(CompletionMethod.MaskedIteration)]
    [InlineData(CompletionMethod.ClampedSampling)]
    public void A_Boltzmann_machine_completes_bars_and_stripes(CompletionMethod method)
    {
        var bars = ContrastiveData.Bars();
        var data = TestData.Rows(_ml, bars);
        var model = ContrastiveData.BarsModel(_ml, data);
        var completion = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options
        {
            Method = method,
            NumberOfStarts = 50,
            MaximumIterations = 200,
            Seed = 3,
        }).Fit(data);

        // Two rows of three tell every pattern but those of equal rows in which a whole row may follow: none of them here.
        var patterns = bars.Where(b => !b.AsSpan(0, 3).SequenceEqual([b[0], b[0], b[0]])).ToArray();
        Assert.True(patterns.Length >= 6);
        var gaps = patterns.Select(b => b.Select((v, i) => i < 6 ? v : float.NaN).ToArray()).ToArray();
        var completed = completion.Transform(TestData.Rows(_ml, gaps)).GetColumn<float[]>("Completed").ToArray();
        for (var i = 0; i < patterns.Length; i++)
            Assert.Equal(patterns[i], completed[i].Select(v => MathF.Round(v)));
    }

    [Fact]
    public void A_classifier_completes_by_its_gradient_to_no_more_energy_than_the_mean()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var classifier = _ml.EnergyBased().EnergyClassifier(hiddenUnits: [8], numberOfEpochs: 30).Fit(keyed);
        var completion = _ml.EnergyBased().Completion(classifier, new CompletionEstimator.Options { MaximumIterations = 20, Seed = 1 }).Fit(data);
        var gaps = data.GetColumn<float[]>("Features").Select((row, i) => row.Select((v, j) => j == i % 4 ? float.NaN : v).ToArray()).ToArray();
        var energies = TestData.Floats(completion.Transform(TestData.Rows(_ml, gaps)), "Energy");
        var means = gaps.Select(row => Array.ConvertAll(row, v => float.IsNaN(v) ? 0 : v)).ToArray();
        var ofMeans = TestData.Floats(classifier.Transform(TestData.Rows(_ml, means)), "Energy");
        Assert.All(energies.Zip(ofMeans), pair => Assert.True(pair.First <= pair.Second + 1e-4f, $"{pair.First} against {pair.Second}"));
        Assert.True(ofMeans.Average() - energies.Average() > 0.01, "nothing was gained");
    }

    [Fact]
    public void A_transformer_without_an_energy_of_rows_is_refused()
    {
        var threshold = _ml.EnergyBased().AnomalyThreshold().Fit(_ml.EnergyBased().KMeans().Fit(TestData.Iris(_ml)).Transform(TestData.Iris(_ml)));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().Completion(threshold));
        Assert.Contains("AnomalyThresholdTransformer", e.Message);
        Assert.Throws<ArgumentNullException>(() => _ml.EnergyBased().Completion(null!));
    }

    [Fact]
    public void A_feature_that_no_row_observes_is_an_error_that_names_it()
    {
        var model = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(TestData.Rows(_ml, [1, 2], [3, 4], [5, 6]));
        var e = Assert.Throws<InvalidOperationException>(() => _ml.EnergyBased().Completion(model).Fit(TestData.Rows(_ml, [1, float.NaN], [2, float.NaN])));
        Assert.Contains("value 1", e.Message);
        Assert.Contains("'Features'", e.Message);
    }

    [Theory]
    [InlineData(10, 0.218)]
    [InlineData(50, 0.198)]
    [InlineData(200, 0.188)]
    public void K_means_imputes_digits_as_well_as_it_is_known_to(int prototypes, double expected)
    {
        var model = _ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = prototypes, Seed = 1 }).Fit(Imputation.Training(_ml));
        Assert.InRange(Imputation.ErrorOf(_ml, _ml.EnergyBased().Completion(model)), 0.95 * expected, 1.02 * expected);
    }

    [Fact]
    public void The_mean_of_the_column_is_what_it_is_known_to_be()
    {
        var mean = _ml.Transforms.ReplaceMissingValues("Completed", "Features", MissingValueReplacingEstimator.ReplacementMode.Mean).Fit(Imputation.Training(_ml));
        Assert.InRange(Imputation.ErrorOf(mean, _ml), 0.265, 0.275);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void An_autoencoder_imputes_digits_by_descent_of_its_energy()
    {
        var training = Imputation.Training(_ml);
        var model = _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [512],
            OutputActivation = Activation.Sigmoid,
            Corruption = Corruption.SaltAndPepper(0.25f),
            NumberOfEpochs = 150,
            BatchSize = 32,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            Seed = 1,
        }).Fit(training);
        var descent = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options { Method = CompletionMethod.GradientDescent, NumberOfStarts = 1 });
        Assert.InRange(Imputation.ErrorOf(_ml, descent), 0.14, 0.165);
        Assert.InRange(Imputation.ErrorOf(_ml, _ml.EnergyBased().Completion(model)), 0.14, 0.18);
    }
}
