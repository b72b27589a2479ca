using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Components.AnomalyThreshold;

public sealed class AnomalyThresholdTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Contamination_flags_at_most_its_share_of_the_training_rows()
    {
        var data = Energies(Enumerable.Range(1, 200).Select(i => (float)i));
        var model = _ml.EnergyBased().AnomalyThreshold(contamination: 0.02).Fit(data);
        Assert.Equal(196, model.Threshold);
        Assert.Equal([197f, 198f, 199f, 200f], Flagged(model, data));
    }

    [Fact]
    public void Without_an_option_contamination_is_a_twentieth()
        => Assert.Equal(95, _ml.EnergyBased().AnomalyThreshold().Fit(Energies(Enumerable.Range(1, 100).Select(i => (float)i))).Threshold);

    [Fact]
    public void A_training_quantile_holds_clean_data()
    {
        var data = Energies(Enumerable.Range(1, 100).Select(i => (float)i));
        Assert.Equal(99, Fit(data, o => o.TrainingQuantile = 0.99).Threshold);
        Assert.Empty(Flagged(Fit(data, o => o.TrainingQuantile = 1), data));
    }

    [Fact]
    public void A_fixed_threshold_is_taken_as_it_is()
    {
        var data = Energies([1, 2, 3]);
        var model = Fit(data, o => o.Threshold = 1.5f);
        Assert.Equal(1.5f, model.Threshold);
        Assert.Equal([2f, 3f], Flagged(model, data));
    }

    [Fact]
    public void Score_and_p_value_are_those_of_the_training_energies()
    {
        var view = Fit(Energies([1, 2, 2, 4]), o => o.Threshold = 0).Transform(Energies([0, 2, 4, 5, float.NaN, float.PositiveInfinity, 1]));
        Assert.Equal([0, 2, 4, 5, float.NaN, float.NaN, 1], TestData.Floats(view, "Score"));
        Assert.Equal([1, 0.75f, 0.25f, 0, float.NaN, float.NaN, 1], TestData.Floats(view, "PValue"));
        Assert.Equal([false, true, true, true, true, true, true], view.GetColumn<bool>("PredictedLabel"));
    }

    [Fact]
    public void The_threshold_can_be_changed_after_fitting_and_is_saved()
    {
        var data = Energies([1, 2, 3, 4]);
        var model = _ml.EnergyBased().AnomalyThreshold(0.25).Fit(data);
        Assert.Equal(3, model.Threshold);
        model.Threshold = 1.5f;
        Assert.Equal([2f, 3f, 4f], Flagged(model, data));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Threshold = float.NaN);

        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal([2f, 3f, 4f], Flagged(loaded, data));
    }

    [Fact]
    public void Anomaly_evaluate_reads_its_columns()
    {
        var data = _ml.Data.LoadFromEnumerable(new[]
        {
            new Scored { Energy = 1, Label = 0 }, new Scored { Energy = 3, Label = 0 },
            new Scored { Energy = 2, Label = 1 }, new Scored { Energy = 4, Label = 1 },
        });
        var metrics = _ml.AnomalyDetection.Evaluate(_ml.EnergyBased().AnomalyThreshold(0.25).Fit(data).Transform(data), falsePositiveCount: 1);
        Assert.Equal(0.75, metrics.AreaUnderRocCurve, 1e-6); // three of the four pairs are in order
    }

    [Fact]
    public void Behind_a_clustering_it_hides_score_and_label()
    {
        var data = TestData.Iris(_ml);
        var pipeline = _ml.EnergyBased().KMeans(numberOfPrototypes: 3).Append(_ml.EnergyBased().AnomalyThreshold(0.1));
        var view = pipeline.Fit(data).Transform(data);
        Assert.Equal(BooleanDataViewType.Instance, view.Schema["PredictedLabel"].Type);
        Assert.Equal(NumberDataViewType.Single, view.Schema["Score"].Type);
        Assert.Equal(2, view.Schema.Count(c => c.Name == "Score"));
        Assert.Equal(TestData.Floats(view, "Energy"), TestData.Floats(view, "Score"));
        Assert.Equal(15, view.GetColumn<bool>("PredictedLabel").Count(f => f));
    }

    public static TheoryData<Refusal> BadOptions => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>("Contamination", () => With(o => o.Contamination = 0)),
        Refusal.Of<ArgumentOutOfRangeException>("Contamination", () => With(o => o.Contamination = -0.1)),
        Refusal.Of<ArgumentOutOfRangeException>("Contamination", () => With(o => o.Contamination = 0.51)),
        Refusal.Of<ArgumentOutOfRangeException>("Contamination", () => With(o => o.Contamination = double.NaN)),
        Refusal.Of<ArgumentOutOfRangeException>("Contamination", () => With(o => o.Contamination = double.PositiveInfinity)),
        Refusal.Of<ArgumentOutOfRangeException>("TrainingQuantile", () => With(o => o.TrainingQuantile = 0)),
        Refusal.Of<ArgumentOutOfRangeException>("TrainingQuantile", () => With(o => o.TrainingQuantile = 1.1)),
        Refusal.Of<ArgumentOutOfRangeException>("TrainingQuantile", () => With(o => o.TrainingQuantile = double.NaN)),
        Refusal.Of<ArgumentOutOfRangeException>("TrainingQuantile", () => With(o => (o.Contamination, o.TrainingQuantile) = (0.1, 0.9))),
        Refusal.Of<ArgumentOutOfRangeException>("Threshold", () => With(o => o.Threshold = float.NaN)),
        Refusal.Of<ArgumentOutOfRangeException>("Threshold", () => With(o => (o.Contamination, o.Threshold) = (0.1, 1))),
        Refusal.Of<ArgumentOutOfRangeException>("PValueColumnName", () => With(o => o.PValueColumnName = "Score")),
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Bad_options_are_named(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void Energies_that_are_not_finite_are_skipped_with_one_warning()
    {
        var warnings = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.Message);
        };
        var model = _ml.EnergyBased().AnomalyThreshold(0.5).Fit(Energies([1, float.NaN, 3, float.PositiveInfinity]));
        Assert.Equal(1, model.Threshold);
        Assert.Contains("Skipped 2 of 4 rows", Assert.Single(warnings));
        Assert.Throws<InvalidOperationException>(() => _ml.EnergyBased().AnomalyThreshold().Fit(Energies([float.NaN])));
        Assert.Throws<InvalidOperationException>(() => _ml.EnergyBased().AnomalyThreshold().Fit(Energies([])));
    }

    private IDataView Energies(IEnumerable<float> energies)
        => _ml.Data.LoadFromEnumerable(energies.Select(e => new Scored { Energy = e }).ToArray());

    private AnomalyThresholdTransformer Fit(IDataView data, Action<AnomalyThresholdEstimator.Options> set)
    {
        var options = new AnomalyThresholdEstimator.Options();
        set(options);
        return _ml.EnergyBased().AnomalyThreshold(options).Fit(data);
    }

    private static AnomalyThresholdEstimator With(Action<AnomalyThresholdEstimator.Options> set)
    {
        var options = new AnomalyThresholdEstimator.Options();
        set(options);
        return new MLContext().EnergyBased().AnomalyThreshold(options);
    }

    private static float[] Flagged(ITransformer model, IDataView data)
    {
        var view = model.Transform(data);
        return [.. TestData.Floats(view, "Energy").Zip(view.GetColumn<bool>("PredictedLabel")).Where(r => r.Second).Select(r => r.First)];
    }

    private sealed class Scored
    {
        public float Energy { get; set; }

        public float Label { get; set; }
    }
}
