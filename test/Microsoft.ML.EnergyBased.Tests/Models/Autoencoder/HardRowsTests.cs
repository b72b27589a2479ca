using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

/// <summary>Rows that lie far off: they must neither look normal nor be taken for a training that diverged.</summary>
public sealed class HardRowsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void BeyondTheDomainOfTheCrossEntropyThereIsNoEnergyAndAFlag()
    {
        var training = TestData.Rows(_ml, [.. Enumerable.Range(0, 50).Select(i => new[] { i / 50f, 1 - (i / 50f) })]);
        var pipeline = _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [4],
            Loss = ReconstructionLoss.BinaryCrossEntropy,
            OutputActivation = Activation.Sigmoid,
            Seed = 1,
        }).Append(_ml.EnergyBased().AnomalyThreshold());
        var model = pipeline.Fit(training);
        var scored = model.Transform(TestData.Rows(_ml, [0.1f, 100], [-1000, 0.8f], [0, 1]));
        var energies = TestData.Floats(scored, "Energy");
        energies[..2].ShouldEqual([float.NaN, float.NaN]);
        float.IsFinite(energies[2]).Should().BeTrue();
        scored.GetColumn<bool>("PredictedLabel").Take(2).Should().Equal(true, true);

        var e = FluentActions.Invoking(() => pipeline.Fit(TestData.Rows(_ml, [0.5f, 1], [7, 2])))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("Row 2 of feature column 'Features' has a value outside of [0, 1]");
    }

    [Fact]
    public void OneOutlierAmongTheTrainingRowsIsNoDivergence()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var random = new Random(seed);
            float[][] rows = [.. Enumerable.Range(0, 1000).Select(_ => new[] { random.NextSingle(), random.NextSingle() })];
            rows[500] = [1e4f, 0];
            var model = _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [4], NumberOfEpochs = 5, Seed = seed })
                .Fit(TestData.Rows(_ml, rows));
            var energies = TestData.Floats(model.Transform(TestData.Rows(_ml, rows)), "Energy");
            energies[500].Should().Be(energies.Max());
        }
    }

    [Fact]
    public void AFeatureWhoseGradientsWouldOverflowIsAnErrorThatNamesIt()
    {
        var data = TestData.Rows(_ml, [1e18f, 2], [1, 2], [1, 2]);
        var options = new DenoisingAutoencoderEstimator.Options { HiddenUnits = [2], Activation = Activation.Identity, Seed = 1 };
        var e = FluentActions.Invoking(() => _ml.EnergyBased().DenoisingAutoencoder(options).Fit(data))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("feature column 'Features': the greatest standard deviation of a feature is 4.71E+17 (feature 0)");
    }

    [Fact]
    public void ABatchLargerThanTheDataIsTheData()
    {
        var data = TestData.Iris(_ml);
        DenoisingAutoencoderEstimator.Options Options(int batch) => new() { HiddenUnits = [2], NumberOfEpochs = 2, BatchSize = batch, Seed = 1 };
        var whole = _ml.EnergyBased().DenoisingAutoencoder(Options(150)).Fit(data);
        var more = _ml.EnergyBased().DenoisingAutoencoder(Options(int.MaxValue)).Fit(data);
        TestData.Floats(more.Transform(data), "Energy").ShouldEqual(TestData.Floats(whole.Transform(data), "Energy"));
    }
}
