using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Autoencoder;

public sealed class DenoisingAutoencoderEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Its_columns_agree_with_each_other_and_with_the_energy_object()
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
            Assert.Equal(2, codes[i].Length);
            model.Energy.Decode(codes[i], decoded);
            for (var j = 0; j < 4; j++)
            {
                Assert.Equal(reconstructions[i][j], decoded[j], 1e-5f);
                Assert.Equal(Math.Pow(rows[i][j] - reconstructions[i][j], 2), shares[i][j], 1e-4);
            }

            Assert.Equal(energies[i], shares[i].Sum(), 1e-4f * (1 + energies[i]));
        }
    }

    [Fact]
    public void Training_lowers_the_energy_and_finds_what_does_not_belong()
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
        Assert.InRange(within, 0, 0.5); // of 4, the energy of a model that reconstructs nothing
        Assert.True(without > 3 * within, $"{without} against {within}");
    }

    [Fact]
    public void Streamed_training_takes_memory_for_a_buffer_not_for_the_data()
    {
        // 100 MB of rows that exist one at a time.
        const int Rows = 100_000;
        const int Size = 256;
        var view = _ml.Data.LoadFromEnumerable(Endless(Rows, Size), TestData.RowSchema(Size));
        var options = new DenoisingAutoencoderEstimator.Options { HiddenUnits = [4], NumberOfEpochs = 1, Seed = 1, MemoryLimit = 1 << 20 };
        long largest = 0;
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var watch = new Timer(_ => largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: false)), null, 0, 20);
        _ml.EnergyBased().DenoisingAutoencoder(options).Fit(view);
        largest = Math.Max(largest, GC.GetTotalMemory(forceFullCollection: false));
        Assert.InRange(largest - before, 0, 64L << 20);
    }

    [Fact]
    public void Training_that_diverges_says_so()
    {
        var data = TestData.Wine(_ml); // not scaled
        var e = Assert.Throws<InvalidOperationException>(() => _ml.EnergyBased().DenoisingAutoencoder(new DenoisingAutoencoderEstimator.Options
        {
            HiddenUnits = [16, 4],
            Optimizer = Optimizer.Sgd(),
            LearningRate = 1,
            Seed = 1,
        }).Fit(data));
        Assert.Contains("diverged in epoch 2 of 20", e.Message);
        Assert.Contains("learning rate", e.Message);
    }

    [Fact]
    public void A_warm_start_goes_on_where_the_model_stood()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var options = new DenoisingAutoencoderEstimator.Options { HiddenUnits = [8, 2], NumberOfEpochs = 30, Seed = 1, LearningRate = 0.01f, BatchSize = 15 };
        var first = _ml.EnergyBased().DenoisingAutoencoder(options).Fit(data);
        var epochs = new List<double>();
        options.WarmStart = first;
        options.NumberOfEpochs = 1;
        options.Progress = new Synchronous(p => epochs.Add(p.Energy));
        _ml.EnergyBased().DenoisingAutoencoder(options).Fit(data);
        Assert.True(epochs[0] < 2, $"{epochs[0]}"); // of 4 for new weights

        var wine = TestData.Wine(_ml);
        var e = Assert.Throws<InvalidOperationException>(() => _ml.EnergyBased().DenoisingAutoencoder(options).Fit(wine));
        Assert.Contains("WarmStart takes 4 values", e.Message);
    }

    private static IEnumerable<TestData.Row> Endless(int rows, int size)
    {
        for (var i = 0; i < rows; i++)
        {
            var values = new float[size];
            Array.Fill(values, i % 7 / 7f);
            yield return new TestData.Row { Features = values };
        }
    }

    private sealed class Synchronous(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
