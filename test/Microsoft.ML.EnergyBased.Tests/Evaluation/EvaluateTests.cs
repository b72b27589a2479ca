namespace Microsoft.ML.EnergyBased.Tests.Evaluation;

public sealed class EvaluateTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Evaluate_reads_energies_and_labels_of_either_type()
    {
        var data = _ml.Data.LoadFromEnumerable(new[]
        {
            new Scored { Energy = 1, Odd = false, Flag = 0 }, new Scored { Energy = 3, Odd = false, Flag = 0 },
            new Scored { Energy = 2, Odd = true, Flag = 1 }, new Scored { Energy = 4, Odd = true, Flag = 1 },
        });
        Assert.Equal(2.5, _ml.EnergyBased().Evaluate(data).MeanEnergy);
        Assert.Null(_ml.EnergyBased().Evaluate(data).AreaUnderRocCurve);
        Assert.Equal(0.75, _ml.EnergyBased().Evaluate(data, labelColumnName: "Odd").AreaUnderRocCurve);
        Assert.Equal(0.75, _ml.EnergyBased().Evaluate(data, labelColumnName: "Flag").AreaUnderRocCurve);

        var unlabelled = _ml.Data.LoadFromEnumerable(new[] { new Scored { Energy = 1 }, new Scored { Energy = 2, Flag = 1 }, new Scored { Energy = 9, Flag = float.NaN } });
        var metrics = _ml.EnergyBased().Evaluate(unlabelled, labelColumnName: "Flag");
        Assert.Equal((2, 1L, 1.0), (metrics.NumberOfRows, metrics.NumberOfMissing, metrics.AreaUnderRocCurve));
    }

    [Fact]
    public void Bad_columns_are_named()
    {
        var data = TestData.Iris(_ml);
        Assert.Contains("'Energy'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().Evaluate(data)).Message);
        var scored = _ml.EnergyBased().KMeans(numberOfPrototypes: 2).Fit(data).Transform(data);
        Assert.Contains("'Nope'", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().Evaluate(scored, labelColumnName: "Nope")).Message);
        Assert.Contains("expected Boolean or Single", Assert.Throws<ArgumentOutOfRangeException>(() => _ml.EnergyBased().Evaluate(scored, labelColumnName: "Label")).Message);
    }

    [Fact]
    public void Compare_gives_held_out_energies_for_a_list_of_values()
    {
        var split = _ml.Data.TrainTestSplit(TestData.Wine(_ml), testFraction: 0.3, seed: 1);
        var lines = _ml.EnergyBased().Compare(
            split.TrainSet, split.TestSet, [1, 3, 9],
            k => _ml.EnergyBased().KMeans(new KMeansEnergyEstimator.Options { NumberOfPrototypes = k, Seed = 1 }));

        Assert.Equal([1, 3, 9], lines.Select(l => l.Value));
        foreach (var line in lines)
        {
            Assert.Equal(_ml.EnergyBased().Evaluate(line.Model.Transform(split.TestSet)).MeanEnergy, line.HeldOut.MeanEnergy);
            Assert.Equal(line.Train.MeanEnergy * line.Train.NumberOfRows, ((KMeansEnergyTransformer)line.Model).TrainingEnergy, 1e-3 * line.Train.MeanEnergy);
        }

        Assert.True(lines[0].Train.MeanEnergy > lines[1].Train.MeanEnergy && lines[1].Train.MeanEnergy > lines[2].Train.MeanEnergy);
        Assert.True(lines[0].HeldOut.MeanEnergy > lines[1].HeldOut.MeanEnergy);
    }

    private sealed class Scored
    {
        public float Energy { get; set; }

        public bool Odd { get; set; }

        public float Flag { get; set; }
    }
}
