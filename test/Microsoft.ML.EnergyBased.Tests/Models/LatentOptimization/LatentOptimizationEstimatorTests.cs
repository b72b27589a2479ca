using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Models.KMeans;
using Microsoft.ML.EnergyBased.Models.LatentOptimization;
using Microsoft.ML.EnergyBased.Models.PrincipalSubspace;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Models.LatentOptimization;

public sealed class LatentOptimizationEstimatorTests(ITestOutputHelper output)
{
    private const int TrainingRows = 1400;
    private static readonly float[] Digits = Rows.Load("digits.csv", 64, 1 / 16f);
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ItsColumnsAgreeWithEachOtherAndWithTheEnergyObject()
    {
        var data = TestData.Standardised(_ml, TestData.Iris(_ml));
        var options = new LatentOptimizationEstimator.Options { LatentSize = 2, HiddenUnits = [16], NumberOfEpochs = 30, LearningRate = 0.01f, InferenceColumnName = "Search" };
        var model = _ml.EnergyBased().LatentOptimization(options).Fit(data);
        var energy = (LatentOptimizationEnergy)model.Energy;
        var scored = model.Transform(data);
        var rows = scored.GetColumn<float[]>("Features").ToArray();
        var energies = TestData.Floats(scored, "Energy");
        var latents = scored.GetColumn<float[]>("Latent").ToArray();
        var reconstructions = scored.GetColumn<float[]>("Reconstruction").ToArray();
        var searches = scored.GetColumn<float[]>("Search").ToArray();
        var decoded = new float[4];
        for (var i = 0; i < rows.Length; i++)
        {
            latents[i].Sum(v => v * v).Should().BeInRange(0, 1 + 1e-5f);
            energy.Decode(latents[i], decoded);
            decoded.ShouldEqual(reconstructions[i]);
            energies[i].Should().BeApproximately(rows[i].Zip(decoded, (y, r) => (y - r) * (y - r)).Sum(), 1e-4f * (1 + energies[i]));
            searches[i][0].Should().BeInRange(0, 200);
            searches[i][1].Should().BeInRange(0, 0.1f);
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        scored.Schema["Search"].GetSlotNames(ref names);
        names.DenseValues().Select(n => n.ToString()).Should().Equal("Iterations", "Gap", "Converged");
        energies.Average().Should().BeLessThan(0.3, "{0}", energies.Average()); // of 4, the variance of the features
    }

    [Fact]
    public void SamplesLookLikeTheRowsAndAModelWithoutAPriorSaysSo()
    {
        var data = TestData.Standardised(_ml, TestData.Wine(_ml));
        var model = _ml.EnergyBased().LatentOptimization(new LatentOptimizationEstimator.Options
        {
            LatentSize = 4,
            HiddenUnits = [32],
            Activation = Activation.Tanh,
            NumberOfEpochs = 100,
            BatchSize = 32,
            LearningRate = 0.01f,
        }).Fit(data);
        var rows = model.Transform(data).GetColumn<float[]>("Reconstruction").ToArray();
        var view = _ml.EnergyBased().Sample(model, 2000, seed: 3);
        var samples = view.GetColumn<float[]>("Features").ToArray();
        samples.Should().HaveCount(2000);
        for (var j = 0; j < 13; j++)
        {
            double mean = rows.Average(r => r[j]), deviation = Math.Sqrt(rows.Average(r => (r[j] - mean) * (r[j] - mean)));
            double sampled = samples.Average(r => r[j]), spread = Math.Sqrt(samples.Average(r => (r[j] - sampled) * (r[j] - sampled)));
            output.WriteLine($"feature {j}: rows {mean:F3} ± {deviation:F3}, samples {sampled:F3} ± {spread:F3}");
            sampled.Should().BeApproximately(mean, 0.25);
            (spread / deviation).Should().BeInRange(0.7, 1.3);
        }

        _ml.EnergyBased().Sample(model, 6, seed: 3).GetColumn<float[]>("Features").Last().ShouldEqual(samples[5]);
        var subspace = _ml.EnergyBased().PrincipalSubspace().Fit(data);
        var e = FluentActions.Invoking(() => _ml.EnergyBased().Sample(subspace, 5)).Should().ThrowExactly<NotSupportedException>().Which;
        e.Message.Should().Contain("PrincipalSubspaceEnergy");
    }

    [Fact]
    public void MissingPixelsOfDigitsAreFilledInBetterThanByTheirNeighbours()
    {
        var fitted = TestData.Rows(_ml, [.. Digits[..(TrainingRows * 64)].Chunk(64)]);
        var model = _ml.EnergyBased().LatentOptimization(new LatentOptimizationEstimator.Options
        {
            LatentSize = 10,
            HiddenUnits = [256],
            NumberOfEpochs = 200,
            WeightDecay = 1e-3f,
            LearningRateSchedule = LearningRateSchedule.Cosine(),
            LearningRate = 3e-3f,
            Seed = 1,
        }).Fit(fitted);
        var energy = (LatentOptimizationEnergy)model.Energy;
        double sum = 0;
        for (uint mask = 0; mask < 5; mask++)
            sum += Error(energy, mask);
        output.WriteLine($"root mean square over the missing pixels, mean of five masks: {sum / 5:F4}");
        (sum / 5).Should().BeInRange(0.1, 0.16); // column mean .2698, 5 nearest neighbours .160
    }

    // Root mean square over the missing pixels of the rows that did not train, a quarter of them missing at random.
    private static double Error(LatentOptimizationEnergy energy, uint mask)
    {
        var count = (Digits.Length / 64) - TrainingRows;
        var draws = new float[count * 64];
        new RandomStream(mask, RandomPurpose.Corruption, 9).FillUniform(draws);
        double square = 0;
        var missing = 0;
        var answer = new float[64];
        for (var i = 0; i < count; i++)
        {
            ReadOnlySpan<float> row = Digits.AsSpan((TrainingRows + i) * 64, 64);
            var partial = row.ToArray();
            for (var j = 0; j < 64; j++)
                partial[j] = draws[(i * 64) + j] < 0.25f ? float.NaN : row[j];
            energy.Complete(partial, answer, new float[1], out _).Should().Be(1);
            for (var j = 0; j < 64; j++)
            {
                if (!float.IsNaN(partial[j]))
                    continue;
                square += (answer[j] - row[j]) * (answer[j] - row[j]);
                missing++;
            }
        }
        return Math.Sqrt(square / missing);
    }
}
