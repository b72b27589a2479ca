using System.Globalization;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Contracts;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

public sealed class ContrastiveDivergenceTrainerTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void ItsColumnsAreThoseOfTheMachine()
    {
        var rows = ContrastiveData.Bars();
        var data = TestData.Rows(_ml, rows);
        var model = _ml.EnergyBased().ContrastiveDivergence(model: ContrastiveModel.RestrictedBoltzmann(6), numberOfEpochs: 5).Fit(data);
        var machine = model.Machine!;
        var scored = model.Transform(data);
        var energies = TestData.Floats(scored, "Energy");
        var codes = scored.GetColumn<float[]>("Code").ToArray();
        var reconstructions = scored.GetColumn<float[]>("Reconstruction").ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            // From W, b and c by hand: F = −bᵀv − Σ log(1 + e^{c + vW}), the code σ(c + vW), the reconstruction σ(b + Wp).
            var free = 0.0;
            var code = new double[6];
            for (var j = 0; j < 6; j++)
            {
                var input = machine.HiddenBiases[j] + Enumerable.Range(0, 9).Sum(k => (double)rows[i][k] * model.Machine!.Weights[(k * 6) + j]);
                free -= Math.Log(1 + Math.Exp(input));
                code[j] = 1 / (1 + Math.Exp(-input));
                codes[i][j].Should().BeApproximately(code[j], 1e-5);
            }

            for (var k = 0; k < 9; k++)
            {
                free -= machine.VisibleBiases[k] * rows[i][k];
                var input = machine.VisibleBiases[k] + Enumerable.Range(0, 6).Sum(j => code[j] * model.Machine!.Weights[(k * 6) + j]);
                reconstructions[i][k].Should().BeApproximately(1 / (1 + Math.Exp(-input)), 1e-5);
            }

            energies[i].Should().BeApproximately(free, 1e-4);
        }
    }

    [Fact]
    public void ANetworkHasAnEnergyWithItsSharesAndNoOtherOutput()
    {
        var data = TestData.Rows(_ml, ContrastiveData.TwoHills());
        var model = ContrastiveData.HillsModel(_ml, data);
        model.Machine.Should().BeNull();
        model.Network!.Quadratic.Should().Be(0.5f);
        model.Transform(data).Schema.Select(c => c.Name).Should().Equal("Features", "Energy", "FeatureEnergy");

        // What was pushed down lies below what lies between and beyond.
        var probes = TestData.Floats(model.Transform(TestData.Rows(_ml, [-1f], [1f], [0f], [3f], [-3f])), "Energy");
        Math.Max(probes[0], probes[1]).Should().BeLessThan(probes[2..].Min() - 0.3, string.Join(", ", probes));
    }

    [Fact]
    public void TheMonitorKeepsTheBestMachineAndStops()
    {
        var data = TestData.Rows(_ml, ContrastiveData.Bars());
        var reports = new ContrastiveData.Reports();
        var model = _ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(8),
            Persistent = new PersistentChains(16),
            Optimizer = Optimizer.Sgd(),
            LearningRate = 0.5f,
            BatchSize = 16,
            NumberOfEpochs = 3000,
            Monitor = LikelihoodMonitor.ExactLikelihood,
            EarlyStopping = true,
            Patience = 200,
            Progress = reports,
            Seed = 1,
        }).Fit(data);
        var best = reports.All.Max(r => r.LogLikelihood);
        reports.All.Count.Should().BeInRange(201, 2999);
        reports.All[^1].LogLikelihood.Should().BeLessThan(best);
        model.LogLikelihood(data).LogLikelihood.Should().BeApproximately(best, 1e-6);
    }

    [Fact]
    public void ProgressTellsOfSamplesValidationAndLikelihood()
    {
        var reports = new ContrastiveData.Reports();
        _ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(4),
            NumberOfEpochs = 2,
            BatchSize = 4,
            ValidationFraction = 0.3,
            Monitor = LikelihoodMonitor.PseudoLikelihood,
            Progress = reports,
            Seed = 1,
        }).Fit(TestData.Rows(_ml, ContrastiveData.Bars()));
        var machine = reports.All[1];
        machine.EnergyGap.Should().Be(machine.SampleEnergy - machine.Energy);
        machine.ValidationGap.Should().Be(machine.ValidationEnergy - machine.Energy);
        machine.ToString()
            .Should().Be(string.Create(CultureInfo.InvariantCulture, $"iteration 2/2: energy {machine.Energy:G7}, samples {machine.SampleEnergy:G7}, gap {machine.EnergyGap:G4}, validation {machine.ValidationEnergy:G7}, validation gap {machine.ValidationGap:G4}, log-likelihood {machine.LogLikelihood:G7}"));

        var network = Report(ContrastiveObjective.ContrastiveDivergence, NegativePhase.Metropolis());
        network.AcceptanceRate.Should().BeInRange(0.2, 0.999);
        network.ToString()
            .Should().EndWith(string.Create(CultureInfo.InvariantCulture, $", gap {network.EnergyGap:G4}, acceptance {network.AcceptanceRate:F3}"));

        // A loss has no gap: the line is that of every training.
        foreach (var objective in new[] { ContrastiveObjective.DenoisingScoreMatching, ContrastiveObjective.NoiseContrastive })
        {
            var loss = Report(objective, null);
            loss.ToString().Should().Be(string.Create(CultureInfo.InvariantCulture, $"iteration 1/1: energy {loss.Energy:G7}"));
        }
    }

    [Fact]
    public void WhatCannotBeTrainedOnIsRefused()
    {
        var hills = TestData.Rows(_ml, ContrastiveData.TwoHills());
        var bits = FluentActions.Invoking(() => _ml.EnergyBased().ContrastiveDivergence().Fit(hills))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        bits.Message.Should().Contain("[0, 1]");

        var proposal = Fails(hills, o => o.NegativePhase = NegativePhase.MonteCarlo(Proposal.Gaussian([0, 0], [1, 1])));
        proposal.Message.Should().Contain("NegativePhase takes 2 values");

        var diverged = Fails(hills, o => (o.Optimizer, o.LearningRate, o.NumberOfEpochs) = (Optimizer.Sgd(), 1e6f, 50));
        diverged.Message.Should().Contain("diverged in epoch");
        diverged.Message.Should().Contain("learning rate");

        var large = FluentActions.Invoking(() => _ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(26, VisibleUnits.Gaussian),
            Objective = ContrastiveObjective.MaximumLikelihood,
        }).Fit(hills)).Should().ThrowExactly<InvalidOperationException>().Which;
        large.Message.Should().Contain("25");
    }

    public static TheoryData<Refusal> ModelsRefuseSizesWithoutMeaningCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>("hiddenUnits", () => ContrastiveModel.RestrictedBoltzmann(0)),
        Refusal.Of<ArgumentOutOfRangeException>("visibleUnits", () => ContrastiveModel.RestrictedBoltzmann(1, (VisibleUnits)7)),
        Refusal.Of<ArgumentOutOfRangeException>("hiddenUnits", () => ContrastiveModel.EnergyNetwork([])),
        Refusal.Of<ArgumentOutOfRangeException>("hiddenUnits", () => ContrastiveModel.EnergyNetwork([3, 0])),
        Refusal.Of<ArgumentOutOfRangeException>("activation", () => ContrastiveModel.EnergyNetwork([3], (Activation)99)),
        Refusal.Of<ArgumentOutOfRangeException>("quadratic", () => ContrastiveModel.EnergyNetwork([3], quadratic: float.NaN)),
    };

    [Theory]
    [MemberData(nameof(ModelsRefuseSizesWithoutMeaningCases))]
    public void ModelsRefuseSizesWithoutMeaning(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void ModelsSayWhatTheyAre()
    {
        $"{ContrastiveModel.RestrictedBoltzmann(3, VisibleUnits.Gaussian)}".Should().Be("RestrictedBoltzmann(3 hidden units, Gaussian visible units)");
        $"{ContrastiveModel.EnergyNetwork([4, 2], Activation.Tanh, 0.5f)}".Should().Be("EnergyNetwork(4-2, Tanh, κ = 0.5)");
    }

    private TrainingProgress Report(ContrastiveObjective objective, NegativePhase? phase)
    {
        var reports = new ContrastiveData.Reports();
        _ml.EnergyBased().ContrastiveDivergence(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.EnergyNetwork([8]),
            Objective = objective,
            NegativePhase = phase,
            NumberOfEpochs = 1,
            Progress = reports,
            Seed = 1,
        }).Fit(TestData.Rows(_ml, ContrastiveData.TwoHills()));
        return reports.All.Should().ContainSingle().Which;
    }

    private InvalidOperationException Fails(IDataView data, Action<ContrastiveDivergenceTrainer.Options> set)
    {
        var options = new ContrastiveDivergenceTrainer.Options { Model = ContrastiveModel.EnergyNetwork([8]), Seed = 1 };
        set(options);
        return FluentActions.Invoking(() => _ml.EnergyBased().ContrastiveDivergence(options).Fit(data))
            .Should().ThrowExactly<InvalidOperationException>().Which;
    }
}
