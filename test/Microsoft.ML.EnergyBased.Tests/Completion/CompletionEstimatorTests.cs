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
    public void CompletionLivesInAPipelineAndIsSavedWithIt()
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
        rows.SelectMany(r => r).ShouldEqual(model.Transform(gaps).GetColumn<float[]>("Completed").SelectMany(r => r));
        rows[1].ShouldAllEqual(float.NaN);
        foreach (var row in (int[])[0, 2])
        {
            for (var j = 0; j < 4; j++)
            {
                (float.IsNaN(scaled[row][j]) ? float.IsFinite(rows[row][j]) : scaled[row][j] == rows[row][j])
                    .Should().BeTrue("row {0}, value {1}", row, j);
            }
        }

        // A setosa has short petals, a row of petals that long has none.
        (rows[0][2] * 6.9f).Should().BeInRange(1, 2);
        (rows[2][3] * 2.5f).Should().BeInRange(1.4, 2.3);
    }

    [Theory]
    [InlineData(CompletionMethod.MaskedIteration)]
    [InlineData(CompletionMethod.ClampedSampling)]
    public void ABoltzmannMachineCompletesBarsAndStripes(CompletionMethod method)
    {
        var bars = ContrastiveData.Bars();
        var data = TestData.Rows(_ml, bars);
        var model = ContrastiveData.BarsModel(_ml, data);
        var completion = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options
        {
            Method = method,
            InferenceStarts = 50,
            InferenceIterations = 200,
            Seed = 3,
        }).Fit(data);

        // Two rows of three tell every pattern but those of equal rows in which a whole row may follow: none of them here.
        var patterns = bars.Where(b => !b.AsSpan(0, 3).SequenceEqual([b[0], b[0], b[0]])).ToArray();
        patterns.Length.Should().BeGreaterThanOrEqualTo(6);
        var gaps = patterns.Select(b => b.Select((v, i) => i < 6 ? v : float.NaN).ToArray()).ToArray();
        var completed = completion.Transform(TestData.Rows(_ml, gaps)).GetColumn<float[]>("Completed").ToArray();
        for (var i = 0; i < patterns.Length; i++)
            completed[i].Select(v => MathF.Round(v)).ShouldEqual(patterns[i]);
    }

    [Fact]
    public void AnEnergyNetworkWithAQuadraticTermCompletesByItsGradientToLessEnergyThanTheMean()
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
        energies.Zip(ofMeans).Should().AllSatisfy(pair => pair.First
            .Should().BeLessThanOrEqualTo(pair.Second + 1e-4f, "{0} against {1}", pair.First, pair.Second));
        (ofMeans.Average() - energies.Average()).Should().BeGreaterThan(0.1, "nothing was gained: {0}, {1}", ofMeans.Average(), energies.Average());
        completed.GetColumn<float[]>("Completed").Should().AllSatisfy(row => row.ShouldAllBeInRange(-10f, 10f));
    }

    [Theory]
    [InlineData(CompletionMethod.GradientDescent)]
    [InlineData(CompletionMethod.ClampedSampling)]
    public void ALinearClassifierHasNoMinimumAndGivesNaNWhereSomethingIsMissing(CompletionMethod method)
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
            {
                (float.IsNaN(energies[i]) && completed[i].All(float.IsNaN) && answers[i].All(float.IsNaN))
                    .Should().BeTrue("row {0}: {1}", i, energies[i]);
            }
            else
            {
                (energies[i] == expected[i] && completed[i].SequenceEqual(rows[i])).Should().BeTrue("row {0}", i);
            }
        }
    }

    [Theory]
    [InlineData(10, 16, 6)]
    [InlineData(20, 64)]
    [InlineData(50, 16, 6)]
    public void AnAutoencoderWithLinearOutputsCompletesNoRowToMoreEnergyThanTheMean(int epochs, params int[] hidden)
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var model = _ml.EnergyBased().DenoisingAutoencoder(hiddenUnits: hidden, numberOfEpochs: epochs).Fit(data);
        var rows = data.GetColumn<float[]>("Features").ToArray();
        var gaps = Gaps(data, 0.3);
        var scored = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options { Seed = 1 }).Fit(data).Transform(TestData.Rows(_ml, gaps));
        var energies = TestData.Floats(scored, "Energy");
        var ofMeans = TestData.Floats(model.Transform(TestData.Rows(_ml, Filled(gaps))), "Energy");
        energies.Zip(ofMeans).Should().AllSatisfy(pair => pair.First
            .Should().BeLessThanOrEqualTo(pair.Second * (1 + 1e-5f), "{0} against {1}", pair.First, pair.Second));
        (energies.Average() / ofMeans.Average()).Should().BeInRange(0.05, 0.9);
        scored.GetColumn<float[]>("Completed").Should().AllSatisfy(row => row.ShouldAllBeInRange(-25f, 25f));
    }

    [Fact]
    public void OneAnswerOfADecoderIsTheLowestOfSeveralButForTheToleranceOfItsSearch()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var model = _ml.EnergyBased().LatentOptimization(new LatentOptimizationEstimator.Options { LatentSize = 3, HiddenUnits = [32], NumberOfEpochs = 40, Seed = 1 }).Fit(data);
        var gaps = TestData.Rows(_ml, Gaps(data, 0.5));
        var one = TestData.Floats(_ml.EnergyBased().Completion(model).Fit(data).Transform(gaps), "Energy");
        var four = TestData.Floats(_ml.EnergyBased().Completion(model, numberOfAnswers: 4).Fit(data).Transform(gaps), "Energy");
        // The four are a superset of the one, so that it is never lower; where it is higher, searches ended by their tolerance or limit.
        one.Zip(four).Should().AllSatisfy(pair => pair.First.Should().BeInRange(pair.Second, (1.01f * pair.Second) + 1e-6f));
        ((double)one.Zip(four).Count(pair => pair.First <= (1.001f * pair.Second) + 1e-6f)).Should().BeGreaterThan(0.9 * one.Length);
    }

    [Fact]
    public void HowTheSearchWentIsAColumnOnDemand()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var autoencoder = _ml.EnergyBased().DenoisingAutoencoder(hiddenUnits: [2], numberOfEpochs: 20).Fit(data);
        var gaps = TestData.Rows(_ml, [0.5f, float.NaN, 1, 1], [1, 0.5f, 0.25f, 0], [float.NaN, float.NaN, float.NaN, float.NaN]);
        var options = new CompletionEstimator.Options { InferenceColumnName = "Search", Seed = 1 };
        var scored = _ml.EnergyBased().Completion(autoencoder, options).Fit(data).Transform(gaps);
        var names = default(VBuffer<ReadOnlyMemory<char>>);
        scored.Schema["Search"].GetSlotNames(ref names);
        names.DenseValues().Select(name => name.ToString()).Should().Equal("Iterations", "Gap", "Converged");
        var searches = scored.GetColumn<float[]>("Search").ToArray();
        searches[0][0].Should().BeInRange(1, 200);
        searches[0][1].Should().BeGreaterThanOrEqualTo(0);
        (searches[0][2] is 0 or 1).Should().BeTrue();
        searches[1].ShouldEqual([0, 0, 1]);
        searches[2].ShouldEqual([float.NaN, float.NaN, float.NaN]);
        _ml.EnergyBased().Completion(autoencoder).Fit(data).Transform(gaps).Schema.GetColumnOrNull("Inference").Should().BeNull();

        // K-means completes in closed form.
        var prototypes = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(data);
        searches = [.. _ml.EnergyBased().Completion(prototypes, options).Fit(data).Transform(gaps).GetColumn<float[]>("Search")];
        searches[0].ShouldEqual([0, 0, 1]);
        searches[1].ShouldEqual([0, 0, 1]);
        searches[2].ShouldEqual([float.NaN, float.NaN, float.NaN]);
    }

    [Theory]
    [InlineData("KMeans")]
    [InlineData("Mixture")]
    [InlineData("Sparse")]
    [InlineData("Decoder")]
    public void AnEnergysOwnSearchIsToldToo(string name)
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        EnergyBasedTransformer model = name switch
        {
            "KMeans" => _ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = 3, InverseTemperature = 0.5f }).Fit(data),
            "Mixture" => _ml.EnergyBased().Mixture(new MixtureEnergyEstimator.Options { NumberOfComponents = 2 }).Fit(data),
            "Sparse" => _ml.EnergyBased().SparseCoding(new SparseCodingEstimator.Options { NumberOfAtoms = 6 }).Fit(data),
            _ => _ml.EnergyBased().LatentOptimization(new LatentOptimizationEstimator.Options { LatentSize = 2, NumberOfEpochs = 5 }).Fit(data),
        };
        var gaps = TestData.Rows(_ml, [0.5f, float.NaN, 1, 1], [1, float.NaN, 0.25f, float.NaN], [float.NaN, float.NaN, float.NaN, float.NaN]);
        var options = new CompletionEstimator.Options { InferenceColumnName = "Search", NumberOfAnswers = 2, Seed = 1 };
        var searches = _ml.EnergyBased().Completion(model, options).Fit(data).Transform(gaps).GetColumn<float[]>("Search").ToArray();
        foreach (var search in searches[..2])
        {
            search[0].Should().BeGreaterThanOrEqualTo(1);
            search[1].Should().BeGreaterThanOrEqualTo(0);
            search[2].Should().Be(1);
        }

        searches[2].ShouldEqual([float.NaN, float.NaN, float.NaN]);
    }

    [Theory]
    [InlineData("InferenceStarts")]
    [InlineData("InferenceIterations")]
    [InlineData("InferenceTolerance")]
    public void AnOptionThatTheWayHasNoUseForIsRefused(string option)
    {
        var prototypes = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(TestData.Iris(_ml));
        var options = new CompletionEstimator.Options();
        if (option == "InferenceStarts")
            options.InferenceStarts = 3;
        else if (option == "InferenceIterations")
            options.InferenceIterations = 50;
        else
            options.InferenceTolerance = 1e-3f;
        FluentActions.Invoking(() => _ml.EnergyBased().Completion(prototypes, options))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName(option);

        // Descent has use for all of them, chains for all but the tolerance.
        options.Method = CompletionMethod.GradientDescent;
        _ml.EnergyBased().Completion(prototypes, options).Should().NotBeNull();
        options.Method = CompletionMethod.ClampedSampling;
        if (option == "InferenceTolerance")
        {
            FluentActions.Invoking(() => _ml.EnergyBased().Completion(prototypes, options))
                .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName(option);
        }
        else
        {
            _ml.EnergyBased().Completion(prototypes, options).Should().NotBeNull();
        }
    }

    [Fact]
    public void AnEmptyCellOfATextFileIsUnobservedWhereTheLoaderIsToldSo()
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
        Completed(true).ShouldEqual([2.25f, 9.25f]);
        Completed(false).ShouldEqual([0, 0]);
        File.Delete(path);
    }

    [Fact]
    public void ATransformerWithoutAnEnergyOfRowsIsRefused()
    {
        var threshold = _ml.EnergyBased().AnomalyThreshold().Fit(_ml.EnergyBased().KMeans().Fit(TestData.Iris(_ml)).Transform(TestData.Iris(_ml)));
        var e = FluentActions.Invoking(() => _ml.EnergyBased().Completion(threshold)).Should().ThrowExactly<ArgumentOutOfRangeException>().Which;
        e.Message.Should().Contain("AnomalyThresholdTransformer");
        FluentActions.Invoking(() => _ml.EnergyBased().Completion(null!)).Should().ThrowExactly<ArgumentNullException>();
    }

    [Theory]
    [InlineData(10, 0.218)]
    [InlineData(50, 0.198)]
    [InlineData(200, 0.188)]
    public void KMeansImputesDigitsAsWellAsItIsKnownTo(int prototypes, double expected)
    {
        var model = _ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = prototypes, Seed = 1 }).Fit(Imputation.Training(_ml));
        Imputation.ErrorOf(_ml, _ml.EnergyBased().Completion(model)).Should().BeInRange(0.95 * expected, 1.02 * expected);
    }

    [Fact]
    public void TheMeanOfTheColumnIsWhatItIsKnownToBe()
    {
        var mean = _ml.Transforms.ReplaceMissingValues("Completed", "Features", MissingValueReplacingEstimator.ReplacementMode.Mean).Fit(Imputation.Training(_ml));
        Imputation.ErrorOf(mean, _ml).Should().BeInRange(0.265, 0.275);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void AnAutoencoderImputesDigitsByDescentOfItsEnergy()
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
        var descent = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options { Method = CompletionMethod.GradientDescent, InferenceStarts = 1 });
        Imputation.ErrorOf(_ml, descent).Should().BeInRange(0.14, 0.165);
        Imputation.ErrorOf(_ml, _ml.EnergyBased().Completion(model)).Should().BeInRange(0.14, 0.18);
    }

    private static float[][] Gaps(IDataView data, double share)
    {
        var random = new Random(5);
        return [.. data.GetColumn<float[]>("Features").Select(row => Array.ConvertAll(row, v => random.NextDouble() < share ? float.NaN : v)).Where(row => !row.All(float.IsNaN))];
    }

    // The means of standardised features.
    private static float[][] Filled(float[][] gaps) => [.. gaps.Select(row => Array.ConvertAll(row, v => float.IsNaN(v) ? 0 : v))];
}
