using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.ConditionalLatent;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;
using Xunit.Abstractions;

namespace Microsoft.ML.EnergyBased.Tests.Models.ConditionalLatent;

/// <summary>What conditional energies must learn, where the answer is known.</summary>
public class ConditionalAnswersTests(ITestOutputHelper output)
{
    private static ConditionalLatentEstimator.Options Settings => new()
    {
        HiddenUnits = [32, 32],
        BatchSize = 50,
        NumberOfEpochs = 100,
        LearningRate = 0.01f,
        LearningRateSchedule = LearningRateSchedule.Cosine(finalFactor: 0.01),
        Seed = 1,
    };

    [Fact]
    public void TheHornIsLearntFromFiveHundredPoints()
    {
        (var there, var back) = Learn("circle, 500 points", 500, Settings.With(o => o.Latent = LatentSet.Circle()));
        there.Should().BeInRange(0, 0.15);
        back.Should().BeInRange(0, 0.15);
    }

    [Fact]
    public void LeastSquaresGivesItsCentre()
    {
        // One branch: no latent at all.
        var options = Settings.With(o => { o.Latent = LatentSet.Discrete(1); o.NumberOfEpochs = 60; });
        var energy = ConditionalTraining.Fit(TrainingData.InMemory(EllipseHorn.Rows(2000, 1), 3), 1, options).Energy;
        (var there, var back) = EllipseHorn.Chamfer(energy, 1);
        output.WriteLine($"least squares: {there:F4} there, {back:F4} back");
        // The mean distance of the ellipses from their centre, about, both ways.
        there.Should().BeInRange(4, 8);
        back.Should().BeInRange(4, 8);
        var predictions = new float[2];
        energy.Predict([0.5f], predictions);
        Math.Sqrt((predictions[0] * predictions[0]) + (predictions[1] * predictions[1])).Should().BeInRange(0, 1);
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("circle", float.PositiveInfinity)]
    [InlineData("interval", float.PositiveInfinity)]
    [InlineData("circle", 50f)]
    [InlineData("circle", 200f)]
    [InlineData("interval", 50f)]
    public void TheHornIsLearntByWinnersAndByMarginals(string set, float beta)
    {
        var options = Settings.With(o =>
        {
            o.Latent = set == "circle" ? LatentSet.Circle() : LatentSet.Continuous();
            o.HiddenUnits = [48, 48];
            o.InverseTemperature = beta;
            o.NumberOfEpochs = 150;
            o.LearningRate = 5e-3f;
        });
        (var there, var back) = Learn($"{set}, β = {beta}", 1500, options);
        there.Should().BeInRange(0, 0.15);
        back.Should().BeInRange(0, 0.15);
    }

    [Fact]
    public void NoBranchDies()
    {
        // Eight places, the same for every x.
        const int Count = 400, Places = 8;
        float[] rows = new float[3 * Count], normal = Rows.Normals(3 * Count);
        for (var i = 0; i < Count; i++)
        {
            (var sine, var cosine) = Math.SinCos(2 * Math.PI * (i % Places) / Places);
            rows[3 * i] = normal[3 * i];
            rows[(3 * i) + 1] = (float)(cosine + (0.05 * normal[(3 * i) + 1]));
            rows[(3 * i) + 2] = (float)(sine + (0.05 * normal[(3 * i) + 2]));
        }
        var options = Settings.With(o => { o.Latent = LatentSet.Discrete(Places); o.HiddenUnits = [16]; });
        for (var seed = 1; seed <= 3; seed++)
        {
            var energy = ConditionalTraining.Fit(TrainingData.InMemory(rows, 3), 1, options.With(o => o.Seed = seed)).Energy;
            float[] latents = new float[Count * Places], energies = new float[Count];
            energy.Infer(rows, energies, latents, default, default);
            int[] wins = [.. Enumerable.Range(0, Places).Select(k => Enumerable.Range(0, Count).Count(i => latents[(i * Places) + k] == 1))];
            output.WriteLine($"seed {seed}: {string.Join(", ", wins)}, mean energy {energies.Average():F5}");
            wins.ShouldAllEqual(Count / Places);
            energies.Average().Should().BeInRange(0, 2 * 0.05 * 0.05 * 1.1);
        }
    }

    [Theory]
    [InlineData(ConditionalLatentObjective.Hinge)]
    [InlineData(ConditionalLatentObjective.Log)]
    public void WrongAnswersArePushedUp(ConditionalLatentObjective loss)
    {
        // y is one of ±(1 + x): what is right for one x is wrong for another.
        const int Count = 300;
        float[] rows = new float[2 * Count], uniform = new float[Count];
        new RandomStream(4, RandomPurpose.Weights, 1).FillUniform(uniform);
        for (var i = 0; i < Count; i++)
            (rows[2 * i], rows[(2 * i) + 1]) = ((4 * uniform[i]) - 2, (i % 2 == 0 ? 1 : -1) * (1 + (4 * uniform[i]) - 2));
        var options = Settings.With(o => { o.Latent = LatentSet.Discrete(2); o.HiddenUnits = [16]; o.Objective = loss; o.Margin = 1; o.WrongAnswerDistance = 0.5f; });
        var result = ConditionalTraining.Fit(TrainingData.InMemory(rows, 2), 1, options);
        output.WriteLine($"{result.History.Epochs[0].Energy:F4} → {result.History.Epochs[^1].Energy:F4}");
        result.History.Epochs[^1].Energy.Should().BeLessThan(0.5 * result.History.Epochs[0].Energy);

        // Both right answers lie lower than what is a margin away from both.
        var energies = new float[3];
        var higher = 0;
        for (var i = 0; i < Count; i++)
        {
            float x = rows[2 * i], right = 1 + x;
            result.Energy.Energy([x, right, x, -right, x, Math.Abs(right) + 1.5f], energies);
            higher += energies[2] > Math.Max(energies[0], energies[1]) + 0.5f ? 1 : 0;
        }
        ((double)higher).Should().BeInRange(0.95 * Count, Count);
    }

    [Fact]
    public void StreamedRowsGiveAModelAsGood()
    {
        var rows = EllipseHorn.Rows(300, 1);
        var options = Settings.With(o => { o.Latent = LatentSet.Circle(); o.NumberOfEpochs = 15; });
        var held = ConditionalTraining.Fit(TrainingData.InMemory(rows, 3), 1, options).History.Epochs[^1].Energy;
        var streamed = ConditionalTraining.Fit(TrainingData.Streamed(Rows.Stream(rows, 3, 100), 3, 200), 1, options);
        streamed.History.Epochs[^1].Energy.Should().BeInRange(held / 2, held * 2);
        held.Should().BeLessThan(0.1 * streamed.History.Epochs[0].Energy, "{0}", held);
    }

    private (double There, double Back) Learn(string what, int count, ConditionalLatentEstimator.Options options)
    {
        var result = ConditionalTraining.Fit(TrainingData.InMemory(EllipseHorn.Rows(count, 1), 3), 1, options);
        (var there, var back) = EllipseHorn.Chamfer(result.Energy, 1024);
        output.WriteLine($"{what}: {there:F4} there, {back:F4} back; {result.History}");
        return (there, back);
    }
}
