namespace Microsoft.ML.EnergyBased.Tests.Evaluation;

public sealed class EvaluateTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void EvaluateReadsEnergiesAndLabelsOfEitherType()
    {
        var data = _ml.Data.LoadFromEnumerable(new[]
        {
            new Scored { Energy = 1, Odd = false, Flag = 0 }, new Scored { Energy = 3, Odd = false, Flag = 0 },
            new Scored { Energy = 2, Odd = true, Flag = 1 }, new Scored { Energy = 4, Odd = true, Flag = 1 },
        });
        _ml.EnergyBased().Evaluate(data).MeanEnergy.Should().Be(2.5);
        _ml.EnergyBased().Evaluate(data).AreaUnderRocCurve.Should().BeNull();
        _ml.EnergyBased().Evaluate(data, labelColumnName: "Odd").AreaUnderRocCurve.Should().Be(0.75);
        _ml.EnergyBased().Evaluate(data, labelColumnName: "Flag").AreaUnderRocCurve.Should().Be(0.75);

        var unlabelled = _ml.Data.LoadFromEnumerable(new[] { new Scored { Energy = 1 }, new Scored { Energy = 2, Flag = 1 }, new Scored { Energy = 9, Flag = float.NaN } });
        var metrics = _ml.EnergyBased().Evaluate(unlabelled, labelColumnName: "Flag");
        (metrics.NumberOfRows, metrics.NumberOfMissing, metrics.AreaUnderRocCurve).Should().Be(((int, long, double?))(2, 1L, 1.0));
    }

    [Fact]
    public void BadColumnsAreNamed()
    {
        var data = TestData.Iris(_ml);
        FluentActions.Invoking(() => _ml.EnergyBased().Evaluate(data))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().Which.Message.Should().Contain("'Energy'");
        var scored = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(data).Transform(data);
        FluentActions.Invoking(() => _ml.EnergyBased().Evaluate(scored, labelColumnName: "Nope"))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().Which.Message.Should().Contain("'Nope'");
        FluentActions.Invoking(() => _ml.EnergyBased().Evaluate(scored, labelColumnName: "Label"))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().Which.Message.Should().Contain("expected Boolean or Single");
    }

    [Fact]
    public void CompareGivesHeldOutEnergiesForAListOfValues()
    {
        var split = _ml.Data.TrainTestSplit(TestData.Wine(_ml), testFraction: 0.3, seed: 1);
        var lines = _ml.EnergyBased().Compare(
            split.TrainSet, split.TestSet, [1, 3, 9],
            k => _ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = k, Seed = 1 }));

        lines.Select(l => l.Value).ShouldEqual([1, 3, 9]);
        foreach (var line in lines)
        {
            line.HeldOut.MeanEnergy.Should().Be(_ml.EnergyBased().Evaluate(line.Model.Transform(split.TestSet)).MeanEnergy);
            ((KMeansEnergyTransformer)line.Model).TrainingEnergy
                .Should().BeApproximately(line.Train.MeanEnergy * line.Train.NumberOfRows, 1e-3 * line.Train.MeanEnergy);
        }

        lines[0].Train.MeanEnergy.Should().BeGreaterThan(lines[1].Train.MeanEnergy);
        lines[1].Train.MeanEnergy.Should().BeGreaterThan(lines[2].Train.MeanEnergy);
        lines[0].HeldOut.MeanEnergy.Should().BeGreaterThan(lines[1].HeldOut.MeanEnergy);
    }

    private sealed class Scored
    {
        public float Energy { get; set; }

        public bool Odd { get; set; }

        public float Flag { get; set; }
    }
}
