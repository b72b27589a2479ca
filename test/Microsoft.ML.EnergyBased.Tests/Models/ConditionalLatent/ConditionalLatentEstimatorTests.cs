using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

public sealed class ConditionalLatentEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ItsColumnsAgreeWithTheEnergyObject()
    {
        var data = Pairs(60);
        var model = Fit(data);
        var energy = model.Energy.Should().BeOfType<ConditionalLatentEnergy>().Which;
        var scored = model.Transform(data);
        var contexts = scored.GetColumn<float[]>("Context").ToArray();
        var rows = contexts.Zip(scored.GetColumn<float[]>("Features"), (x, y) => (float[])[.. x, .. y]).ToArray();
        var energies = new float[60];
        energy.Energy([.. rows.SelectMany(r => r)], energies);
        scored.GetColumn<float>("Energy").ShouldEqual(energies);
        var predictions = scored.GetColumn<float[]>("Predictions").ToArray();
        var expected = new float[2];
        energy.Predict(contexts[7], expected);
        predictions[7].ShouldEqual(expected);

        // The reconstruction is one of the predictions: that of the branch that wins.
        var latents = scored.GetColumn<float[]>("Latent").ToArray();
        var restored = scored.GetColumn<float[]>("Reconstruction").ToArray();
        for (var i = 0; i < 60; i++)
            restored[i].Should().ContainSingle().Which.Should().Be(predictions[i][Array.IndexOf(latents[i], 1)]);
    }

    [Fact]
    public void BothFuturesArePredictedWithoutY()
    {
        var model = Fit(Pairs(200));
        var engine = _ml.Model.CreatePredictionEngine<Question, Answers>(model);
        foreach (var x in new[] { -0.9f, 0.1f, 0.8f })
        {
            var answers = engine.Predict(new Question { Context = [x] }).Predictions.Order().ToArray();
            answers[0].Should().BeApproximately(-1 - (x * x), 0.1);
            answers[1].Should().BeApproximately(1 + (x * x), 0.1);
        }
    }

    [Fact]
    public void PredictionsHaveNamesAndTheOnlyOutputWithoutY()
    {
        var data = Pairs(30);
        var model = Fit(data, epochs: 1);
        var questions = _ml.Data.LoadFromEnumerable(new[] { new Question { Context = [0.5f] } });
        model.Transform(questions).Schema.Select(c => c.Name).Should().Equal("Context", "Predictions");
        VBuffer<ReadOnlyMemory<char>> names = default;
        model.Transform(data).Schema["Predictions"].Annotations.GetValue("SlotNames", ref names);
        names.DenseValues().Select(n => n.ToString()).Should().Equal("z0.y0", "z1.y0");
    }

    [Fact]
    public void APipelineCompletesTheYThatIsMissing()
    {
        var data = Pairs(200);
        var model = Fit(data);
        var missing = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 5).Select(i => new Pair { Context = [i / 5f], Features = [float.NaN] }));
        var completion = _ml.EnergyBased().Completion(model, new CompletionEstimator.Options { NumberOfAnswers = 3 }).Fit(data);
        var answers = completion.Transform(missing).GetColumn<float[]>("Answers").ToArray();
        for (var i = 0; i < 5; i++)
        {
            var found = answers[i].Where(float.IsFinite).Order().ToArray();
            var expected = 1 + (i / 5f * (i / 5f));
            found.Length.Should().Be(2);
            found[0].Should().BeApproximately(-expected, 0.1);
            found[1].Should().BeApproximately(expected, 0.1);
        }
    }

    [Fact]
    public void ItsSearchIsAsLongAsTheOptionsSayAndSavedWithTheModel()
    {
        var data = Pairs(20);
        var (few, many) = (Inference(1, 2, 128), Inference(8, 300, 2048));
        // At most two steps; and the standard error falls with more draws.
        few.Should().AllSatisfy(i => i[0].Should().BeInRange(0, 2));
        many.Should().Contain(i => i[0] > 2);
        many.Average(i => i[1]).Should().BeInRange(0, few.Average(i => i[1]) / 2);

        float[][] Inference(int starts, int iterations, int draws)
        {
            var model = _ml.EnergyBased().ConditionalLatent(new ConditionalLatentEstimator.Options
            {
                Latent = LatentSet.Continuous(3),
                HiddenUnits = [8],
                InverseTemperature = 20,
                NumberOfEpochs = 2,
                InferenceStarts = starts,
                InferenceIterations = iterations,
                NumberOfDraws = draws,
                InferenceColumnName = "Inference",
                Seed = 1,
            }).Fit(data);
            var found = model.Transform(data).GetColumn<float[]>("Inference").ToArray();
            using var stream = new MemoryStream();
            _ml.Model.Save(model, data.Schema, stream);
            stream.Position = 0;
            _ml.Model.Load(stream, out _).Transform(data).GetColumn<float[]>("Inference").ShouldEqual(found);
            return found;
        }
    }

    private LatentInferenceTransformer Fit(IDataView data, int epochs = 200) => _ml.EnergyBased().ConditionalLatent(new ConditionalLatentEstimator.Options
    {
        Latent = LatentSet.Discrete(2),
        HiddenUnits = [16],
        NumberOfEpochs = epochs,
        BatchSize = 20,
        LearningRate = 0.01f,
        Seed = 1,
    }).Fit(data);

    // y = ±(1 + x²).
    private IDataView Pairs(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i =>
    {
        var x = (float)Math.Sin(i * 1.7);
        return new Pair { Context = [x], Features = [(i % 2 == 0 ? 1 : -1) * (1 + (x * x))] };
    }));

    private sealed class Pair
    {
        [VectorType(1)]
        public float[] Context { get; set; } = [];

        [VectorType(1)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Question
    {
        [VectorType(1)]
        public float[] Context { get; set; } = [];
    }

    private sealed class Answers
    {
        public float[] Predictions { get; set; } = [];
    }
}
