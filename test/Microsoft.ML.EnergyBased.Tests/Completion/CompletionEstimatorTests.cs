using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Completion;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Models.Contrastive;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.EnergyBased.Tests.Completion;

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
    public void An_energy_network_with_a_quadratic_term_completes_by_its_gradient_to_less_energy_than_the_mean()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var network = _ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.EnergyNetwork([32], quadratic: 0.1f),
            NumberOfEpochs = 20,
            Seed = 1,
        }).Fit(data);
        var gaps = Gaps(data, 0.3);
        var completed = _ml.EnergyBased().Completion(network).Fit(data).Transform(TestData.Rows(_ml, gaps));
        var energies = TestData.Floats(completed, "Energy");
        var ofMeans = TestData.Floats(network.Transform(TestData.Rows(_ml, Filled(gaps))), "Energy");
        Assert.All(energies.Zip(ofMeans), pair => Assert.True(pair.First <= pair.Second + 1e-4f, $"{pair.First} against {pair.Second}"));
        Assert.True(ofMeans.Average() - energies.Average() > 0.1, $"nothing was gained: {ofMeans.Average()}, {energies.Average()}");
        Assert.All(completed.GetColumn<float[]>("Completed"), row => Assert.All(row, v => Assert.InRange(v, -10f, 10f)));
    }

    [Theory]
    [InlineData(CompletionMethod.GradientDescent)]
    [InlineData(CompletionMethod.ClampedSampling)]
    public void A_linear_classifier_has_no_minimum_and_gives_NaN_where_something_is_missing(CompletionMethod method)
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var classifier = _ml.EnergyBased().EnergyClassifier(numberOfEpochs: 30).Fit(keyed);
        var completion = _ml.EnergyBased().Completion(classifier, new CompletionEstimator.Options { Method = method, NumberOfAnswers = 2, Seed = 1 }).Fit(data);
        var rows = data.GetColumn<float[]>("Features").ToArray();
        var gaps = rows.Select((row, i) => row.Select((v, j) => i % 3 == 1 && j == i % 13 ? float.NaN : v).ToArray()).ToArray();
        var scored = completion.Transform(TestData.Rows(_ml, gaps));
        var completed = scored.GetColumn<float[]>("Completed").ToArray();
        var answers = scored.GetColumn<float[]>("AnswerEnergies").ToArray();
        var energies = TestData.Floats(scored, "Energy");
        var expected = TestData.Floats(classifier.Transform(data), "Energy");
        for (var i = 0; i < gaps.Length; i++)
        {
            if (i % 3 == 1)
                Assert.True(float.IsNaN(energies[i]) && completed[i].All(float.IsNaN) && answers[i].All(float.IsNaN), $"row {i}: {energies[i]}");
            else
                Assert.True(energies[i] == expected[i] && completed[i].SequenceEqual(rows[i]), $"row {i}");
        }
    }

    [Theory]
    [InlineData(10, 16, 6)]
    [InlineData(20, 64)]
    [InlineData(50, 16, 6)]
    public void An_autoencoder_with_linear_outputs_completes_no_row_to_more_energy_than_the_mean(int epochs, params int[] hidden)
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var model = _ml.EnergyBased().DenoisingAutoencoder(hiddenUnits: hidden, numberOfEpochs: epochs).Fit(data);
        var rows = data.GetColumn<float[]>("Features").ToArray();
        var gaps = Gaps(data, 0.3);
        var scored = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options { Seed = 1 }).Fit(data).Transform(TestData.Rows(_ml, gaps));
        var energies = TestData.Floats(scored, "Energy");
        var ofMeans = TestData.Floats(model.Transform(TestData.Rows(_ml, Filled(gaps))), "Energy");
        Assert.All(energies.Zip(ofMeans), pair => Assert.True(pair.First <= pair.Second * (1 + 1e-5f), $"{pair.First} against {pair.Second}"));
        Assert.InRange(energies.Average() / ofMeans.Average(), 0.05, 0.9);
        Assert.All(scored.GetColumn<float[]>("Completed"), row => Assert.All(row, v => Assert.InRange(v, -25f, 25f)));
    }

    [Fact]
    public void One_answer_of_a_decoder_is_the_lowest_of_several_but_for_the_tolerance_of_its_search()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var model = _ml.EnergyBased().LatentOptimization(new LatentOptimizationEstimator.Options { LatentSize = 3, HiddenUnits = [32], NumberOfEpochs = 40, Seed = 1 }).Fit(data);
        var gaps = TestData.Rows(_ml, Gaps(data, 0.5));
        var one = TestData.Floats(_ml.EnergyBased().Completion(model).Fit(data).Transform(gaps), "Energy");
        var four = TestData.Floats(_ml.EnergyBased().Completion(model, numberOfAnswers: 4).Fit(data).Transform(gaps), "Energy");
        // The four are a superset of the one, so that it is never lower; where it is higher, searches ended by their tolerance or limit.
        Assert.All(one.Zip(four), pair => Assert.InRange(pair.First, pair.Second, (1.01f * pair.Second) + 1e-6f));
        Assert.True(one.Zip(four).Count(pair => pair.First <= (1.001f * pair.Second) + 1e-6f) > 0.9 * one.Length);
    }

    [Fact]
    public void How_the_search_went_is_a_column_on_demand()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var autoencoder = _ml.EnergyBased().DenoisingAutoencoder(hiddenUnits: [2], numberOfEpochs: 20).Fit(data);
        var gaps = TestData.Rows(_ml, [0.5f, float.NaN, 1, 1], [1, 0.5f, 0.25f, 0], [float.NaN, float.NaN, float.NaN, float.NaN]);
        var options = new CompletionEstimator.Options { InferenceColumnName = "Search", Seed = 1 };
        var scored = _ml.EnergyBased().Completion(autoencoder, options).Fit(data).Transform(gaps);
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        scored.Schema["Search"].GetSlotNames(ref names);
        Assert.Equal(["Iterations", "Gap", "Converged"], names.DenseValues().Select(name => name.ToString()));
        var searches = scored.GetColumn<float[]>("Search").ToArray();
        Assert.InRange(searches[0][0], 1, 200);
        Assert.True(searches[0][1] >= 0 && searches[0][2] is 0 or 1);
        Assert.Equal([0, 0, 1], searches[1]);
        Assert.Equal([float.NaN, float.NaN, float.NaN], searches[2]);
        Assert.Null(_ml.EnergyBased().Completion(autoencoder).Fit(data).Transform(gaps).Schema.GetColumnOrNull("Inference"));

        // K-means completes in closed form.
        var prototypes = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(data);
        searches = [.. _ml.EnergyBased().Completion(prototypes, options).Fit(data).Transform(gaps).GetColumn<float[]>("Search")];
        Assert.Equal([float.NaN, float.NaN, float.NaN], searches[0]);
        Assert.Equal([0, 0, 1], searches[1]);
    }

    [Theory]
    [InlineData("NumberOfStarts")]
    [InlineData("MaximumIterations")]
    [InlineData("Tolerance")]
    public void An_option_that_the_way_has_no_use_for_is_refused(string option)
    {
        var prototypes = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(TestData.Iris(_ml));
        var options = new CompletionEstimator.Options();
        if (option == "NumberOfStarts")
            options.NumberOfStarts = 3;
        else if (option == "MaximumIterations")
            options.MaximumIterations = 50;
        else
            options.Tolerance = 1e-3f;
        Assert.Equal(option, Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().Completion(prototypes, options)).ParamName);

        // Descent has use for all of them, chains for all but the tolerance.
        options.Method = CompletionMethod.GradientDescent;
        Assert.NotNull(_ml.EnergyBased().Completion(prototypes, options));
        options.Method = CompletionMethod.ClampedSampling;
        if (option == "Tolerance")
            Assert.Equal(option, Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().Completion(prototypes, options)).ParamName);
        else
            Assert.NotNull(_ml.EnergyBased().Completion(prototypes, options));
    }

    [Fact]
    public void An_empty_cell_of_a_text_file_is_unobserved_where_the_loader_is_told_so()
    {
        var model = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(TestData.Rows(_ml, [1, 2], [1, 2.5f], [8, 9], [8, 9.5f]));
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "1,\n8,\n");
        float[] Completed(bool asNaN) => [.. _ml.EnergyBased().Completion(model).Fit(TestData.Rows(_ml, [1, 2], [8, 9])).Transform(_ml.Data.LoadFromTextFile(path, new TextLoader.Options
        {
            Separators = [','],
            MissingRealsAsNaNs = asNaN,
            Columns = [new TextLoader.Column("Features", DataKind.Single, 0, 1)],
        })).GetColumn<float[]>("Completed").Select(row => row[1])];
        Assert.Equal([2.25f, 9.25f], Completed(true));
        Assert.Equal([0, 0], Completed(false));
        File.Delete(path);
    }

    [Fact]
    public void A_transformer_without_an_energy_of_rows_is_refused()
    {
        var threshold = _ml.EnergyBased().AnomalyThreshold().Fit(_ml.EnergyBased().KMeans().Fit(TestData.Iris(_ml)).Transform(TestData.Iris(_ml)));
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().Completion(threshold));
        Assert.Contains("AnomalyThresholdTransformer", e.Message);
        Assert.Throws<ArgumentNullException>(() => _ml.EnergyBased().Completion(null!));
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

    private static float[][] Gaps(IDataView data, double share)
    {
        var random = new Random(5);
        return [.. data.GetColumn<float[]>("Features").Select(row => Array.ConvertAll(row, v => random.NextDouble() < share ? float.NaN : v)).Where(row => !row.All(float.IsNaN))];
    }

    // The means of standardised features.
    private static float[][] Filled(float[][] gaps) => [.. gaps.Select(row => Array.ConvertAll(row, v => float.IsNaN(v) ? 0 : v))];
}
