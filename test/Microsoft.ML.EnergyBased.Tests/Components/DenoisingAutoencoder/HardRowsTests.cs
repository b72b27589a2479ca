using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Objectives;

namespace Microsoft.ML.EnergyBased.Tests.Components.DenoisingAutoencoder;

/// <summary>Rows that lie far off: they must neither look normal nor be taken for a training that diverged.</summary>
public sealed class HardRowsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Beyond_the_domain_of_the_cross_entropy_there_is_no_energy_and_a_flag()
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
        Assert.Equal([float.NaN, float.NaN], energies[..2]);
        Assert.True(float.IsFinite(energies[2]));
        Assert.Equal([true, true], scored.GetColumn<bool>("PredictedLabel").Take(2));

        var e = Assert.Throws<InvalidOperationException>(() => pipeline.Fit(TestData.Rows(_ml, [0.5f, 1], [7, 2])));
        Assert.Contains("Row 2 of feature column 'Features' has a value outside of [0, 1]", e.Message);
    }

    [Fact]
    public void One_outlier_among_the_training_rows_is_no_divergence()
    {
        for (var seed = 1; seed <= 3; seed++)
        {
            var random = new Random(seed);
            float[][] rows = [.. Enumerable.Range(0, 1000).Select(_ => new[] { random.NextSingle(), random.NextSingle() })];
            rows[500] = [1e4f, 0];
            var model = _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options { HiddenUnits = [4], NumberOfEpochs = 5, Seed = seed })
                .Fit(TestData.Rows(_ml, rows));
            var energies = TestData.Floats(model.Transform(TestData.Rows(_ml, rows)), "Energy");
            Assert.Equal(energies.Max(), energies[500]);
        }
    }

    [Fact]
    public void Gradients_whose_squares_overflow_are_an_error_not_a_standstill()
    {
        var data = TestData.Rows(_ml, [1e22f, 2], [1, 2], [1, 2]);
        var options = new DenoisingAutoencoderEstimator.Options { HiddenUnits = [2], Activation = Activation.Identity, Seed = 1 };
        var units = Assert.Throws<InvalidOperationException>(() => _ml.EnergyBased().DenoisingAutoencoder(options).Fit(data));
        Assert.Contains("the greatest deviation of a feature is 4.71E+21 (feature 0)", units.Message);

        // What does not look at units first.
        var settings = new AutoencoderSettings { HiddenUnits = [2], Activation = Activation.Identity, Seed = 1 };
        var e = Assert.Throws<InvalidOperationException>(() => AutoencoderTraining.Fit(new float[] { 1e22f, 2, 1, 2, 1, 2 }, 2, settings));
        Assert.Contains("diverged", e.Message);
    }

    [Fact]
    public void A_batch_larger_than_the_data_is_the_data()
    {
        var data = TestData.Iris(_ml);
        DenoisingAutoencoderEstimator.Options Options(int batch) => new() { HiddenUnits = [2], NumberOfEpochs = 2, BatchSize = batch, Seed = 1 };
        var whole = _ml.EnergyBased().DenoisingAutoencoder(Options(150)).Fit(data);
        var more = _ml.EnergyBased().DenoisingAutoencoder(Options(int.MaxValue)).Fit(data);
        Assert.Equal(TestData.Floats(whole.Transform(data), "Energy"), TestData.Floats(more.Transform(data), "Energy"));
    }
}
