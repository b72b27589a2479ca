using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Components.AnomalyThreshold;

public sealed class AnomalyThresholdTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ContaminationFlagsAtMostItsShareOfTheTrainingRows()
    {
        var data = Energies(Enumerable.Range(1, 200).Select(i => (float)i));
        var model = _ml.EnergyBased().AnomalyThreshold(contamination: 0.02).Fit(data);
        model.Threshold.Should().Be(196);
        Flagged(model, data).ShouldEqual([197f, 198f, 199f, 200f]);
    }

    [Fact]
    public void WithoutAnOptionContaminationIsATwentieth()
        => _ml.EnergyBased().AnomalyThreshold().Fit(Energies(Enumerable.Range(1, 100).Select(i => (float)i))).Threshold.Should().Be(95);

    [Fact]
    public void ATrainingQuantileHoldsCleanData()
    {
        var data = Energies(Enumerable.Range(1, 100).Select(i => (float)i));
        Fit(data, o => o.TrainingQuantile = 0.99).Threshold.Should().Be(99);
        Flagged(Fit(data, o => o.TrainingQuantile = 1), data).Should().BeEmpty();
    }

    [Fact]
    public void AFixedThresholdIsTakenAsItIs()
    {
        var data = Energies([1, 2, 3]);
        var model = Fit(data, o => o.Threshold = 1.5f);
        model.Threshold.Should().Be(1.5f);
        Flagged(model, data).ShouldEqual([2f, 3f]);
    }

    [Fact]
    public void ScoreAndPValueAreThoseOfTheTrainingEnergies()
    {
        var view = Fit(Energies([1, 2, 2, 4]), o => o.Threshold = 0).Transform(Energies([0, 2, 4, 5, float.NaN, float.PositiveInfinity, 1]));
        TestData.Floats(view, "Score").ShouldEqual([0, 2, 4, 5, float.NaN, float.NaN, 1]);
        TestData.Floats(view, "PValue").ShouldEqual([1, 0.75f, 0.25f, 0, float.NaN, float.NaN, 1]);
        view.GetColumn<bool>("PredictedLabel").Should().Equal(false, true, true, true, true, true, true);
    }

    [Fact]
    public void TheThresholdCanBeChangedAfterFittingAndIsSaved()
    {
        var data = Energies([1, 2, 3, 4]);
        var model = _ml.EnergyBased().AnomalyThreshold(0.25).Fit(data);
        model.Threshold.Should().Be(3);
        model.Threshold = 1.5f;
        Flagged(model, data).ShouldEqual([2f, 3f, 4f]);
        FluentActions.Invoking(() => model.Threshold = float.NaN).Should().ThrowExactly<ArgumentOutOfRangeException>();

        using var stream = new MemoryStream();
        _ml.Model.Save(model, data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        Flagged(loaded, data).ShouldEqual([2f, 3f, 4f]);
    }

    [Fact]
    public void AnomalyEvaluateReadsItsColumns()
    {
        var data = _ml.Data.LoadFromEnumerable(new[]
        {
            new Scored { Energy = 1, Label = 0 }, new Scored { Energy = 3, Label = 0 },
            new Scored { Energy = 2, Label = 1 }, new Scored { Energy = 4, Label = 1 },
        });
        var metrics = _ml.AnomalyDetection.Evaluate(_ml.EnergyBased().AnomalyThreshold(0.25).Fit(data).Transform(data), falsePositiveCount: 1);
        metrics.AreaUnderRocCurve.Should().BeApproximately(0.75, 1e-6); // three of the four pairs are in order
    }

    [Fact]
    public void BehindAClusteringItHidesScoreAndLabel()
    {
        var data = TestData.Iris(_ml);
        var pipeline = _ml.EnergyBased().KMeans(numberOfPrototypes: 3).Append(_ml.EnergyBased().AnomalyThreshold(0.1));
        var view = pipeline.Fit(data).Transform(data);
        view.Schema["PredictedLabel"].Type.Should().Be(BooleanDataViewType.Instance);
        view.Schema["Score"].Type.Should().Be(NumberDataViewType.Single);
        view.Schema.Count(c => c.Name == "Score").Should().Be(2);
        TestData.Floats(view, "Score").ShouldEqual(TestData.Floats(view, "Energy"));
        view.GetColumn<bool>("PredictedLabel").Count(f => f).Should().Be(15);
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
    public void BadOptionsAreNamed(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void EnergiesThatAreNotFiniteAreSkippedWithOneWarning()
    {
        var warnings = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Kind == Microsoft.ML.Runtime.ChannelMessageKind.Warning)
                warnings.Add(e.Message);
        };
        var model = _ml.EnergyBased().AnomalyThreshold(0.5).Fit(Energies([1, float.NaN, 3, float.PositiveInfinity]));
        model.Threshold.Should().Be(1);
        warnings.Should().ContainSingle().Which.Should().Contain("Skipped 2 of 4 rows");
        FluentActions.Invoking(() => _ml.EnergyBased().AnomalyThreshold().Fit(Energies([float.NaN])))
            .Should().ThrowExactly<InvalidOperationException>();
        FluentActions.Invoking(() => _ml.EnergyBased().AnomalyThreshold().Fit(Energies([]))).Should().ThrowExactly<InvalidOperationException>();
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
