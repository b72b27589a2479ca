using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

public sealed class DenoisingAutoencoderEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ItsColumnsAgreeWithEachOtherAndWithTheEnergyObject()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var model = _ml.EnergyBased().DenoisingAutoencoder(hiddenUnits: [8, 2], numberOfEpochs: 5).Fit(data);
        var scored = model.Transform(data);
        var rows = scored.GetColumn<float[]>("Features").ToArray();
        var energies = TestData.Floats(scored, "Energy");
        var shares = scored.GetColumn<float[]>("FeatureEnergy").ToArray();
        var codes = scored.GetColumn<float[]>("Code").ToArray();
        var reconstructions = scored.GetColumn<float[]>("Reconstruction").ToArray();
        var decoded = new float[4];
        for (var i = 0; i < rows.Length; i++)
        {
            codes[i].Length.Should().Be(2);
            model.Energy.Decode(codes[i], decoded);
            for (var j = 0; j < 4; j++)
            {
                decoded[j].Should().BeApproximately(reconstructions[i][j], 1e-5f);
                shares[i][j].Should().BeApproximately(Math.Pow(rows[i][j] - reconstructions[i][j], 2), 1e-4);
            }

            shares[i].Sum().Should().BeApproximately(energies[i], 1e-4f * (1 + energies[i]));
        }
    }

    [Fact]
    public void TrainingLowersTheEnergyAndFindsWhatDoesNotBelong()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var model = _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [16, 2],
            Activation = Activation.Tanh,
            NumberOfEpochs = 200,
            BatchSize = 15,
            LearningRate = 0.01f,
            Seed = 1,
        }).Fit(data);
        var within = _ml.EnergyBased().Evaluate(model.Transform(data)).MeanEnergy;

        // Each feature from another flower: the same margins, none of the dependence.
        var rows = data.GetColumn<float[]>("Features").ToArray();
        var mixed = TestData.Rows(_ml, [.. rows.Select((_, i) => Enumerable.Range(0, 4).Select(j => rows[(i + (37 * j)) % 150][j]).ToArray())]);
        var without = _ml.EnergyBased().Evaluate(model.Transform(mixed)).MeanEnergy;
        within.Should().BeInRange(0, 0.5); // of 4, the energy of a model that reconstructs nothing
        without.Should().BeGreaterThan(3 * within, "{0} against {1}", without, within);
    }

    [Fact]
    public void TrainingThatDivergesSaysSo()
    {
        var data = TestData.Wine(_ml); // not scaled
        var e = FluentActions.Invoking(() => _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [16, 4],
            Optimizer = Optimizer.Sgd(),
            LearningRate = 1,
            Seed = 1,
        }).Fit(data)).Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("diverged in epoch 2 of 20");
        e.Message.Should().Contain("learning rate");
    }

    [Fact]
    public void AWarmStartGoesOnWhereTheModelStood()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var options = new DenoisingAutoencoderEstimator.Options { HiddenUnits = [8, 2], NumberOfEpochs = 30, Seed = 1, LearningRate = 0.01f, BatchSize = 15 };
        var first = _ml.EnergyBased().DenoisingAutoencoder(options).Fit(data);
        var epochs = new List<double>();
        options.WarmStart = first;
        options.NumberOfEpochs = 1;
        options.Progress = new Synchronous(p => epochs.Add(p.Energy));
        _ml.EnergyBased().DenoisingAutoencoder(options).Fit(data);
        epochs[0].Should().BeLessThan(2, "{0}", epochs[0]); // of 4 for new weights

        var wine = TestData.Wine(_ml);
        var e = FluentActions.Invoking(() => _ml.EnergyBased().DenoisingAutoencoder(options).Fit(wine))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("WarmStart takes 4 values");
    }

    private sealed class Synchronous(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
