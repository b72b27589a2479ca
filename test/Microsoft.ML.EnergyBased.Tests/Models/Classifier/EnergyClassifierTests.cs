using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.Classifier;
using Microsoft.ML.EnergyBased.Tests.Contracts;

namespace Microsoft.ML.EnergyBased.Tests.Models.Classifier;

public sealed class EnergyClassifierTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ItLearnsIrisAndNamesItsClasses()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(_ml.EnergyBased().EnergyClassifier(new EnergyClassifierTrainer.Options { NumberOfEpochs = 200, BatchSize = 15, LearningRate = 0.02f, Seed = 1 }));
        var scored = pipeline.Fit(data).Transform(data);

        var labels = scored.GetColumn<uint>("Label").ToArray();
        var predicted = scored.GetColumn<uint>("PredictedLabel").ToArray();
        labels.Zip(predicted).Count(p => p.First == p.Second).Should().BeInRange(145, 150);

        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["PredictedLabel"].GetKeyValues(ref names);
        names.DenseValues().Select(n => n.ToString()).Should().Equal("setosa", "versicolor", "virginica");
        scored.Schema["Score"].GetSlotNames(ref names);
        names.DenseValues().Select(n => n.ToString()).Should().Equal("setosa", "versicolor", "virginica");

        foreach (var (probabilities, label) in scored.GetColumn<float[]>("Score").Zip(predicted))
        {
            probabilities.Sum().Should().BeApproximately(1, 1e-5f);
            probabilities[label - 1].Should().Be(probabilities.Max());
        }
    }

    [Fact]
    public void ScoreAndEnergyAreTheGibbsDistributionOfTheClassEnergies()
    {
        var data = TestData.Iris(_ml);
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var model = _ml.EnergyBased().EnergyClassifier(hiddenUnits: [8], numberOfEpochs: 3).Fit(keyed);
        var scored = model.Transform(keyed);
        var rows = scored.GetColumn<float[]>("Features").ToArray();
        var energies = TestData.Floats(scored, "Energy");
        var scores = scored.GetColumn<float[]>("Score").ToArray();

        for (var i = 0; i < rows.Length; i += 10)
        {
            var classes = new float[3];
            model.Energy.ClassEnergies(rows[i], classes);
            var partition = classes.Sum(f => Math.Exp(-f));
            energies[i].Should().BeApproximately(-Math.Log(partition), 1e-4);
            for (var y = 0; y < 3; y++)
                scores[i][y].Should().BeApproximately(Math.Exp(-classes[y]) / partition, 1e-5);
        }
    }

    [Fact]
    public void NumericKeyValuesAreKeptAsNumbers()
    {
        var data = _ml.Data.LoadFromTextFile(TestData.PathOf("digits.csv"), new TextLoader.Options
        {
            HasHeader = true,
            Separators = [','],
            Columns = [new TextLoader.Column("Features", DataKind.Single, 0, 63), new TextLoader.Column("Label", DataKind.Single, 64)],
        });
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var model = _ml.EnergyBased().EnergyClassifier(numberOfEpochs: 1).Fit(keyed);
        using var stream = new MemoryStream();
        _ml.Model.Save(model, keyed.Schema, stream);
        stream.Position = 0;
        var schema = new MLContext().Model.Load(stream, out _).GetOutputSchema(keyed.Schema);

        VBuffer<float> expected = default;
        VBuffer<float> found = default;
        keyed.Schema["Label"].GetKeyValues(ref expected);
        schema["PredictedLabel"].GetKeyValues(ref found);
        found.DenseValues().ShouldEqual(expected.DenseValues());
        found.Length.Should().Be(10);
    }

    [Fact]
    public void ALabelThatIsNoKeyIsNamed()
    {
        var e = FluentActions.Invoking(() => _ml.EnergyBased().EnergyClassifier().Fit(TestData.Iris(_ml)))
            .Should().ThrowExactly<ArgumentOutOfRangeException>().Which;
        e.Message.Should().Contain("Schema mismatch for label column 'Label': expected Key<UInt32>");
    }

    [Fact]
    public void AWarmStartWantsTheSameKeysForTheSameClasses()
    {
        var data = TestData.Iris(_ml);
        var keyed = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
        var first = _ml.EnergyBased().EnergyClassifier(numberOfEpochs: 1).Fit(keyed);

        var last = _ml.Data.SkipRows(data, 50);
        var others = _ml.Transforms.Conversion.MapValueToKey("Label").Fit(_ml.Data.LoadFromEnumerable(
            new[] { "virginica", "versicolor", "setosa" }.Select(l => new Named { Label = l }))).Transform(last);
        var e = FluentActions.Invoking(() => _ml.EnergyBased().EnergyClassifier(
            new EnergyClassifierTrainer.Options { WarmStart = first, NumberOfEpochs = 1 }).Fit(others)).Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("setosa, versicolor, virginica");
        e.Message.Should().Contain("virginica, versicolor, setosa");
    }

    private sealed class Named
    {
        public string Label { get; set; } = "";
    }
}
