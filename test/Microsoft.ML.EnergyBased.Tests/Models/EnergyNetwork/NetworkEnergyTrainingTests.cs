using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.EnergyNetwork;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Models.Contrastive;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.EnergyNetwork;

public class NetworkEnergyTrainingTests
{
    public static TheoryData<string> Objectives => ["kick", "monte carlo", "metropolis", "langevin", "hamiltonian", "persistent", "score", "noise"];

    [Theory]
    [MemberData(nameof(Objectives))]
    public void TheSameSeedGivesTheSameNetworkAtAnyNumberOfThreads(string name)
    {
        var rows = Ring(200);
        var options = Settings(name).With(o => { o.NumberOfEpochs = 2; o.BatchSize = 80; o.Model = ContrastiveModel.EnergyNetwork([16, 16], quadratic: 0.1f); });
        var one = ContrastiveFits.Network(TrainingData.InMemory(rows, 2), options.With(o => o.NumberOfThreads = 1)).Energy.Parameters.ToArray();
        ContrastiveFits.Network(TrainingData.InMemory(rows, 2), options.With(o => o.NumberOfThreads = 3)).Energy.Parameters.ToArray().ShouldEqual(one);
        ContrastiveFits.Network(TrainingData.InMemory(rows, 2), options.With(o => o.Seed = 77)).Energy.Parameters.ToArray().ShouldNotEqual(one);
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void TheEnergyIsLowOnARingAndHighBesideIt(string name)
    {
        var result = ContrastiveFits.Network(TrainingData.InMemory(Ring(1000), 2), Settings(name));
        var energies = new float[3];
        var means = new double[3];
        for (var angle = 0; angle < 32; angle++)
        {
            (var x, var y) = (MathF.Cos(angle), MathF.Sin(angle));
            result.Energy.Energy([2 * x, 2 * y, 0.3f * x, 0.3f * y, 3.5f * x, 3.5f * y], energies);
            for (var i = 0; i < 3; i++)
                means[i] += energies[i] / 32.0;
        }
        means[0].Should().BeLessThan(means[1] - 0.5, string.Join(", ", means));
        means[0].Should().BeLessThan(means[2] - 0.5, string.Join(", ", means));
        result.History.BestEpoch.Should().Be(result.History.Epochs.Count);
    }

    [Theory]
    [MemberData(nameof(Objectives))]
    public void AtAConstantRateAShortTrainingIsTheBeginningOfALongerOne(string name)
    {
        var options = Settings(name).With(o => { o.BatchSize = 80; o.Model = ContrastiveModel.EnergyNetwork([16, 16], quadratic: 0.1f); });
        var rows = Ring(200);
        var longer = ContrastiveFits.Network(TrainingData.InMemory(rows, 2), options.With(o => o.NumberOfEpochs = 5)).History.Epochs;
        var shorter = ContrastiveFits.Network(TrainingData.InMemory(rows, 2), options.With(o => o.NumberOfEpochs = 3)).History.Epochs;
        shorter.Should().HaveCount(3);
        longer.Take(3).Select(e => (e.Energy, e.Samples.Energy)).Should().Equal(shorter.Select(e => (e.Energy, e.Samples.Energy)));
    }

    [Fact]
    public void NoiseContrastFindsTheNormalisedDensity()
    {
        // e^{−E} of a normal, normalised by itself: the energy's own bias is log Z.
        var rows = new float[4000];
        new RandomStream(3, RandomPurpose.ContrastiveNoise).FillNormal(rows);
        var result = ContrastiveFits.Network(TrainingData.InMemory(rows, 1), Settings("noise").With(o =>
        {
            o.NegativePhase = NegativePhase.MonteCarlo(Proposal.Gaussian([0], [2]));
            o.NoiseRatio = 4;
            o.NumberOfEpochs = 30;
            o.LearningRateSchedule = LearningRateSchedule.Cosine();
        }));
        float[] points = [.. Enumerable.Range(-800, 1601).Select(i => i * 0.005f)];
        var energies = new float[points.Length];
        result.Energy.Energy(points, energies);
        energies.Sum(e => Math.Exp(-e) * 0.005).Should().BeApproximately(1, 0.1);
        for (var i = 600; i <= 1000; i += 50)
            energies[i].Should().BeApproximately(((double)points[i] * points[i] / 2) + (Math.Log(2 * Math.PI) / 2), 0.2);
    }

    [Fact]
    public void ScoreMatchingFindsTheSlopeOfTheNoisyDensity()
    {
        // Rows x under noise σ have the density mean N(y; x, σ²), whose slope is known; that of N(0, 1) would be y/(1 + σ²).
        var rows = new float[4000];
        new RandomStream(3, RandomPurpose.ContrastiveNoise).FillNormal(rows);
        var result = ContrastiveFits.Network(TrainingData.InMemory(rows, 1), Settings("score").With(o => { o.NoiseStandardDeviation = 0.5f; o.NumberOfEpochs = 40; o.BatchSize = 200; o.LearningRateSchedule = LearningRateSchedule.Cosine(); }));
        float[] points = [-1.5f, -1, -0.5f, 0, 0.5f, 1, 1.5f];
        var slopes = new float[7];
        result.Energy.Gradient(points, new float[7], slopes);
        for (var i = 0; i < 7; i++)
        {
            double[] shares = [.. rows.Select(x => Math.Exp(-2 * (points[i] - x) * (points[i] - x)))];
            var expected = rows.Zip(shares, (x, share) => share * (points[i] - x) / 0.25).Sum() / shares.Sum();
            (points[i] / 1.25).Should().BeApproximately(expected, 0.2);
            slopes[i].Should().BeApproximately(expected, 0.12);
        }
    }

    [Fact]
    public void ANetworkThatRunsAwaySaysSo()
        => FluentActions.Invoking(() => ContrastiveFits.Network(TrainingData.InMemory(Ring(1000), 2), Settings("langevin").With(o => { o.Model = ContrastiveModel.EnergyNetwork([32, 32]); o.EnergyRegularization = 0; o.LearningRate = 1; o.NumberOfEpochs = 40; }))).Should().ThrowExactly<InvalidOperationException>().Which.Message.Should().MatchRegex("diverged in epoch .*the mean energy of .* became -?[1-9].*further from 0 than 1\\.67772E.07");

    [Fact]
    public void IndependentPointsReportTheShareThatCounts()
    {
        // Draws from the proposal are all accepted: it is their weights that differ.
        var epochs = ContrastiveFits.Network(TrainingData.InMemory(Ring(1000), 2), Settings("monte carlo")).History.Epochs;
        epochs.Should().AllSatisfy(epoch => epoch.Samples.AcceptanceRate.Should().BeInRange(0.01, 0.999));
    }

    [Fact]
    public void EnergiesOfDifferentEpochsChooseNoNetwork()
    {
        ContrastiveFits.Network(TrainingData.InMemory(Ring(500), 2), Settings("langevin").With(o => { o.ValidationFraction = 0.2; o.NumberOfEpochs = 10; })).History.BestEpoch.Should().Be(10);
        FluentActions.Invoking(Settings("langevin").With(o => o.EarlyStopping = true).Validate)
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("EarlyStopping");
    }

    public static TheoryData<Refusal> SettingsThatMakeNoSenseAreNamedCases
    {
        get
        {
            var options = Settings("langevin");
            var rows = Ring(10);
            return new()
            {
                Refusal.Of<ArgumentOutOfRangeException>("NegativePhase", options.With(o => o.NegativePhase = NegativePhase.Gibbs()).Validate),
                Refusal.Of<ArgumentOutOfRangeException>("Objective", options.With(o => o.Objective = ContrastiveObjective.MaximumLikelihood).Validate),
                Refusal.Of<ArgumentOutOfRangeException>("Persistent", options.With(o => { o.NegativePhase = NegativePhase.KickAndDescend(); o.Persistent = new PersistentChains(); }).Validate),
                Refusal.Of<ArgumentOutOfRangeException>("hiddenUnits", () => ContrastiveModel.EnergyNetwork([])),
                Refusal.Of<ArgumentException>(() => ContrastiveFits.Network(TrainingData.InMemory(rows, 2), options.With(o => o.NegativePhase = NegativePhase.MonteCarlo(Proposal.Gaussian([0, 0, 0], [1]))))),
                Refusal.Of<InvalidOperationException>(() => ContrastiveFits.Network(TrainingData.InMemory(Array.Empty<float>(), 2), options)),
            };
        }
    }

    [Theory]
    [MemberData(nameof(SettingsThatMakeNoSenseAreNamedCases))]
    public void SettingsThatMakeNoSenseAreNamed(Refusal refusal) => refusal.ShouldHappen();

    private static ContrastiveDivergenceTrainer.Options Settings(string name)
    {
        ContrastiveDivergenceTrainer.Options options = new() { Model = ContrastiveModel.EnergyNetwork([32, 32], quadratic: 0.1f), NumberOfEpochs = 25, BatchSize = 100, LearningRate = 3e-3f, EnergyRegularization = 0.01f, Seed = 1 };
        return name switch
        {
            "kick" => options.With(o => o.NegativePhase = NegativePhase.KickAndDescend(1, 5, 0.1f)),
            "monte carlo" => options.With(o => o.NegativePhase = NegativePhase.MonteCarlo()),
            "metropolis" => options.With(o => o.NegativePhase = NegativePhase.Metropolis(10, 0.7f)),
            "hamiltonian" => options.With(o => o.NegativePhase = NegativePhase.Hamiltonian(2, 5, 0.25f)),
            "score" => options.With(o => { o.Objective = ContrastiveObjective.DenoisingScoreMatching; o.NoiseStandardDeviation = 0.4f; o.EnergyRegularization = 0; }),
            "noise" => options.With(o => { o.Objective = ContrastiveObjective.NoiseContrastive; o.NegativePhase = NegativePhase.MonteCarlo(); o.EnergyRegularization = 0; }),
            "persistent" => options.With(o => { o.NegativePhase = NegativePhase.Langevin(10, 0.05f); o.Persistent = new PersistentChains(150, 0.05f); }),
            _ => options.With(o => o.NegativePhase = NegativePhase.Langevin(10, 0.1f)),
        };
    }

    private static float[] Ring(int count)
    {
        var noise = new float[2 * count];
        new RandomStream(4, RandomPurpose.ContrastiveNoise).FillNormal(noise);
        var rows = new float[2 * count];
        for (var i = 0; i < count; i++)
        {
            var angle = 2 * Math.PI * i / count;
            rows[2 * i] = (float)(2 * Math.Cos(angle)) + (0.1f * noise[2 * i]);
            rows[(2 * i) + 1] = (float)(2 * Math.Sin(angle)) + (0.1f * noise[(2 * i) + 1]);
        }
        return rows;
    }
}
