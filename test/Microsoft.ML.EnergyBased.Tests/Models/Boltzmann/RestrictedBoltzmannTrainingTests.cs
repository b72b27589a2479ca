using System.Globalization;
using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Energies;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Models.Contrastive;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Samplers;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Models.Contrastive;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Boltzmann;

public class RestrictedBoltzmannTrainingTests
{
    // The best mean log-likelihood that rows of bars and stripes allow, blank and full ones counted twice.
    private const double Optimum2 = -1.732868;
    private const double Optimum3 = -2.599302;

    [Theory]
    [InlineData(1f)]
    [InlineData(1.6f)]
    public void TheExactGradientIsTheDerivativeOfTheLikelihood(float beta)
    {
        // Both layers are the smaller one in turn.
        foreach ((var visible, var hidden) in new[] { (3, 4), (4, 3) })
        {
            var shape = new RestrictedBoltzmannShape(VisibleUnits.Bernoulli, visible, hidden);
            (var parameters, var rows, var gradient) = Gradient(shape, beta, options => options.With(o => o.Objective = ContrastiveObjective.MaximumLikelihood));
            double[][] data = [.. rows.Chunk(visible).Select(row => row.Select(x => (double)x).ToArray())];
            for (var k = 0; k < parameters.Length; k++)
            {
                double[] moved = [.. parameters.Select(x => (double)x)];
                moved[k] += 1e-5;
                var above = new RestrictedBoltzmannReference(shape, moved, beta).Loss(data);
                moved[k] -= 2e-5;
                var below = new RestrictedBoltzmannReference(shape, moved, beta).Loss(data);
                gradient[k].Should().BeApproximately((above - below) / 2e-5, 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0.7f)]
    public void TheExactGradientOfGaussianUnitsIsTheDerivativeOfTheLikelihood(float beta)
    {
        var shape = new RestrictedBoltzmannShape(VisibleUnits.Gaussian, 2, 2);
        (var parameters, var rows, var gradient) = Gradient(shape, beta, options => options.With(o => o.Objective = ContrastiveObjective.MaximumLikelihood));
        double[][] data = [.. rows.Chunk(2).Select(row => row.Select(x => (double)x).ToArray())];
        double Loss(double[] p)
        {
            var reference = new RestrictedBoltzmannReference(shape, p, beta);
            return data.Average(reference.FreeEnergy) + (reference.LogPartitionOnGrid(-9, 9, 0.2) / beta);
        }
        for (var k = 0; k < parameters.Length; k++)
        {
            double[] moved = [.. parameters.Select(x => (double)x)];
            moved[k] += 1e-4;
            var above = Loss(moved);
            moved[k] -= 2e-4;
            gradient[k].Should().BeApproximately((above - Loss(moved)) / 2e-4, 1e-3);
        }
    }

    [Theory]
    [InlineData(VisibleUnits.Bernoulli, false)]
    [InlineData(VisibleUnits.Bernoulli, true)]
    [InlineData(VisibleUnits.Gaussian, false)]
    public void LongChainsTendToTheExactGradient(VisibleUnits units, bool persistent)
    {
        var shape = new RestrictedBoltzmannShape(units, 4, 3);
        (_, _, var exact) = Gradient(shape, 1.2f, options => options.With(o => o.Objective = ContrastiveObjective.MaximumLikelihood));
        // The mean over many draws of the chains, and its standard error from their spread.
        const int Draws = 60;
        float[][] gradients = [.. Enumerable.Range(0, Draws).Select(seed => Gradient(shape, 1.2f, options => options.With(o =>
        {
            o.Seed = seed;
            o.NegativePhase = NegativePhase.Gibbs(40);
            o.Persistent = persistent ? new PersistentChains(300, 0.1f) : null;
        })).Gradient)];
        var outside = 0;
        for (var k = 0; k < exact.Length; k++)
        {
            var mean = gradients.Average(g => (double)g[k]);
            var error = Math.Sqrt(gradients.Average(g => (g[k] - mean) * (g[k] - mean)) / Draws);
            error.Should().BeLessThan(0.1, "parameter {0}: standard error {1}", k, error);
            mean.Should().BeApproximately(exact[k], (5 * error) + 1e-4);
            outside += Math.Abs(exact[k] - mean) > 2 * error ? 1 : 0;
        }
        outside.Should().BeInRange(0, exact.Length / 3);
    }

    [Fact]
    public void EnergyRegularizationIsTheDerivativeOfTheSquaredEnergies()
    {
        // On the data alone: what the gradient gains must be α ∂ mean F².
        var shape = new RestrictedBoltzmannShape(VisibleUnits.Bernoulli, 3, 2);
        (var parameters, var rows, var plain) = Gradient(shape, 1, options => options.With(o => o.Objective = ContrastiveObjective.MaximumLikelihood));
        (_, _, var regularized) = Gradient(shape, 1, options => options.With(o => { o.Objective = ContrastiveObjective.MaximumLikelihood; o.EnergyRegularization = 0.3f; }));
        double[][] data = [.. rows.Chunk(3).Select(row => row.Select(x => (double)x).ToArray())];
        for (var k = 0; k < parameters.Length; k++)
        {
            double[] moved = [.. parameters.Select(x => (double)x)];
            moved[k] += 1e-5;
            var above = data.Average(v => Math.Pow(new RestrictedBoltzmannReference(shape, moved).FreeEnergy(v), 2));
            moved[k] -= 2e-5;
            var below = data.Average(v => Math.Pow(new RestrictedBoltzmannReference(shape, moved).FreeEnergy(v), 2));
            (regularized[k] - plain[k]).Should().BeApproximately(0.3 * (above - below) / 2e-5, 1e-3);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSameSeedGivesTheSameMachineAtAnyNumberOfThreads(bool persistent)
    {
        var rows = Bars(3, 20);
        ContrastiveDivergenceTrainer.Options options = new()
        {
            Model = ContrastiveModel.RestrictedBoltzmann(20),
            BatchSize = 50,
            NumberOfEpochs = 3,
            LearningRate = 0.1f,
            Optimizer = Optimizer.Sgd(0.5f),
            NegativePhase = NegativePhase.Gibbs(2),
            Persistent = persistent ? new PersistentChains(70, 0.2f) : null,
            Seed = 5,
        };
        var one = ContrastiveFits.Machine(TrainingData.InMemory(rows, 9), options.With(o => o.NumberOfThreads = 1)).Energy.Parameters.ToArray();
        ContrastiveFits.Machine(TrainingData.InMemory(rows, 9), options.With(o => o.NumberOfThreads = 3)).Energy.Parameters.ToArray().ShouldEqual(one);
        ContrastiveFits.Machine(TrainingData.InMemory(rows, 9), options.With(o => o.Seed = 6)).Energy.Parameters.ToArray().ShouldNotEqual(one);
    }

    [Fact]
    public void TheExactGradientLearnsBarsAndStripes()
    {
        var two = FitBars(2, 8, 1500, options => options.With(o => { o.Objective = ContrastiveObjective.MaximumLikelihood; o.LearningRate = 0.05f; })).History.Best.Score;
        two.Should().BeInRange(-1.75, Optimum2 + 1e-3);
        var three = FitBars(3, 8, 4500, options => options.With(o => o.Objective = ContrastiveObjective.MaximumLikelihood));
        three.History.Best.Score.Should().BeInRange(-2.602, Optimum3 + 1e-3);

        // Of what it has learnt, annealing gives the right log Z.
        var estimate = three.Energy.EstimateLogPartition(100, 1000, 4);
        estimate.StandardError.Should().BeInRange(0, 0.1);
        estimate.LogPartition.Should().BeApproximately(three.Energy.LogPartition(), 3 * estimate.StandardError);
    }

    [Fact]
    [Trait("Category", "Long")]
    public void TenSweepsLearnBarsAndStripes()
    {
        var result = FitBars(3, 8, 3000, options => options.With(o => { o.NegativePhase = NegativePhase.Gibbs(10); o.Seed = 2; }), copies: 10);
        result.History.Best.Score.Should().BeInRange(-2.70, Optimum3 + 1e-3);
        result.History.Best.Score.Should().Be(result.History.Epochs.Max(epoch => epoch.Score));
        result.Energy.LogLikelihood(Bars(3, 10), result.Energy.LogPartition()).Should().BeApproximately(result.History.Best.Score, 1e-6);
    }

    [Fact]
    public void TheMonitorReturnsTheBestModelWherePersistentChainsAtAConstantRateDiverge()
    {
        var result = FitBars(3, 8, 4000, options => options.With(o => { o.Persistent = new PersistentChains(16); o.LearningRate = 0.5f; o.Optimizer = Optimizer.Sgd(); }));
        result.History.Epochs[^1].Score.Should().BeLessThan(result.History.Best.Score - 0.3, "best {0}, last {1}", result.History.Best.Score, result.History.Epochs[^1].Score);
        result.Energy.LogLikelihood(Bars(3, 1), result.Energy.LogPartition()).Should().BeApproximately(result.History.Best.Score, 1e-6);
    }

    [Fact]
    public void PatienceEndsTraining()
    {
        var result = FitBars(3, 8, 4000, options => options.With(o => { o.Persistent = new PersistentChains(16); o.LearningRate = 0.5f; o.Optimizer = Optimizer.Sgd(); o.EarlyStopping = true; o.Patience = 50; }));
        result.History.StoppedEarly.Should().BeTrue();
        result.History.Epochs.Should().HaveCount(result.History.BestEpoch + 50);
    }

    [Theory]
    [InlineData(LikelihoodMonitor.PseudoLikelihood)]
    [InlineData(LikelihoodMonitor.AnnealedImportanceSampling)]
    public void OtherMonitorsScoreTheSameMachines(LikelihoodMonitor monitor)
    {
        var result = FitBars(3, 8, 30, options => options.With(o => { o.Monitor = monitor; o.MonitorTemperatures = 200; o.Objective = ContrastiveObjective.MaximumLikelihood; o.LearningRate = 0.1f; }));
        var exact = result.Energy.LogLikelihood(Bars(3, 1), result.Energy.LogPartition());
        var pseudo = result.Energy.PseudoLogLikelihood(Bars(3, 1));
        result.History.Best.Score
            .Should().BeApproximately(monitor == LikelihoodMonitor.PseudoLikelihood ? pseudo : exact, monitor == LikelihoodMonitor.PseudoLikelihood ? 3 : 0.2);
        result.History.Epochs.Should().OnlyContain(epoch => double.IsFinite(epoch.Score));
    }

    [Fact]
    [Trait("Category", "Long")]
    public void TheExactGradientLearnsBarsAndStripesOfFour()
    {
        var result = FitBars(4, 16, 500, options => options.With(o => o.Objective = ContrastiveObjective.MaximumLikelihood));
        (-32 * result.History.Best.Score).Should().BeInRange(108.12, 120);
    }

    [Fact]
    public void DigitsReachThePseudoLikelihoodOfThePeer()
    {
        var rows = Digits();
        var result = ContrastiveFits.Machine(TrainingData.InMemory(rows, 64), new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(64),
            BatchSize = 10,
            LearningRate = 0.1f,
            NumberOfEpochs = 7,
            Optimizer = Optimizer.Sgd(),
            Persistent = new PersistentChains(),
            Seed = 1,
        });
        result.Energy.EstimatePseudoLogLikelihood(rows, 1).Should().BeInRange(-22, -20);
        result.Energy.PseudoLogLikelihood(rows).Should().BeInRange(-22, -20);
        result.History.BestEpoch.Should().Be(7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GaussianUnitsLearnTheSameWhateverTheirFeaturesAreMeasuredIn(bool exact)
    {
        // Two features that move together, one that never moves; then the same in other units.
        const int Count = 400;
        var noise = new float[Count * 3];
        new RandomStream(1, RandomPurpose.ContrastiveNoise).FillNormal(noise);
        var rows = new float[Count * 3];
        var scaled = new float[Count * 3];
        (var scales, var shifts) = (new[] { 0.01f, 1, 300 }, new[] { 0.5f, 7, -2000 });
        for (var row = 0; row < Count; row++)
        {
            var side = row % 2 == 0 ? 1.5f : -1.5f;
            (rows[row * 3], rows[(row * 3) + 2]) = (side + (0.5f * noise[row * 3]), side + (0.5f * noise[(row * 3) + 1]));
            for (var i = 0; i < 3; i++)
                scaled[(row * 3) + i] = shifts[i] + (scales[i] * rows[(row * 3) + i]);
        }
        ContrastiveDivergenceTrainer.Options options = new()
        {
            Model = ContrastiveModel.RestrictedBoltzmann(3, VisibleUnits.Gaussian),
            Objective = exact ? ContrastiveObjective.MaximumLikelihood : ContrastiveObjective.ContrastiveDivergence,
            Optimizer = Optimizer.Sgd(),
            LearningRate = 0.05f,
            BatchSize = 100,
            NumberOfEpochs = 400,
            Monitor = LikelihoodMonitor.ExactLikelihood,
            Seed = 1,
        };
        var own = ContrastiveFits.Machine(TrainingData.InMemory(rows, 3), options);
        var other = ContrastiveFits.Machine(TrainingData.InMemory(scaled, 3), options);

        // The density of u = (v − m)/s is s times that of v; two normals of deviation 0.5 at ±1.5, half of the rows each, have −log 2 − 2 log(0.5 √2πe).
        // What never moves has a thousandth of the greatest deviation, √(1.5² + 0.5²), and so is 300 times as wide as well.
        (other.History.Best.Score + Math.Log(0.01) + (2 * Math.Log(300))).Should().BeApproximately(own.History.Best.Score, 0.05);
        var best = -Math.Log(2) - (2 * Math.Log(0.5 * Math.Sqrt(2 * Math.PI * Math.E))) - Math.Log(1e-3 * Math.Sqrt(2.5 * 2 * Math.PI));
        own.History.Best.Score.Should().BeInRange(best - 0.5, best + 0.1);
        own.Energy.LogLikelihood(rows, own.Energy.LogPartition()).Should().BeApproximately(own.History.Best.Score, 1e-6);

        // What does not move stays where it is, and says nothing to the hidden units.
        own.Energy.Weights[3..6].ToArray().ShouldEqual([0f, 0, 0]);
        other.Energy.VisibleBiases[1].Should().BeApproximately(7, 1e-5);
        own.History.Epochs.Should().AllSatisfy(epoch => epoch.Energy.Should().BeInRange(-100, 100));
    }

    [Fact]
    public void AColumnFarFromItsOriginIsAColumn()
    {
        // Whole numbers about 2²³, the last that floats hold.
        const int Count = 900;
        var near = Rows.Normals(2 * Count, 3);
        for (var i = 0; i < Count; i++)
            near[2 * i] = i % 9;
        float[] far = [.. near.Select((x, i) => i % 2 == 0 ? 8388608 + x : x)];
        ContrastiveDivergenceTrainer.Options options = new() { Model = ContrastiveModel.RestrictedBoltzmann(4, VisibleUnits.Gaussian), NumberOfEpochs = 10, Seed = 1 };
        var own = ContrastiveFits.Machine(TrainingData.InMemory(near, 2), options).Energy;
        var other = ContrastiveFits.Machine(TrainingData.InMemory(far, 2), options).Energy;
        float[] expected = new float[Count + 1], actual = new float[Count + 1];
        own.Energy([.. near, 4, 40], expected);
        other.Energy([.. far, 8388612, 40], actual);
        for (var i = 0; i <= Count; i++)
            actual[i].Should().BeApproximately(expected[i], 1e-4f * Math.Max(1, Math.Abs(expected[i])));
        actual[Count].Should().BeGreaterThan(actual[..Count].Max() + 100);

        // What the energy says of itself is in the rows' units, by its formula.
        other.VisibleBiases[0].Should().BeApproximately(8388612, 1.0);
        other.LogPartition().Should().BeApproximately(own.LogPartition(), 1e-4);
        other.EstimateLogPartition(100, 500, 1, [8388612, 0]).LogPartition.Should().BeApproximately(own.LogPartition(), 0.1);
        float[] restored = new float[far.Length], gradient = new float[far.Length];
        other.Reconstruct(far, restored);
        Enumerable.Range(0, Count).Should().AllSatisfy(i => restored[2 * i].Should().BeInRange(8388608 - 4f, 8388608 + 12f));
        other.Gradient(far, actual.AsSpan(0, Count), gradient);
        var ownGradient = new float[near.Length];
        own.Gradient(near, expected.AsSpan(0, Count), ownGradient);
        for (var i = 0; i < gradient.Length; i++)
            gradient[i].Should().BeApproximately(ownGradient[i], 1e-3f);
        var draws = new GibbsSampler(other).Run(new GibbsSampler(other).Start([8388612, 0]), 2000, 100, seed: 1).Values.ToArray();
        draws.Where((_, i) => i % 2 == 0).Average(x => x - 8388608.0).Should().BeApproximately(4, 0.5);
    }

    [Theory]
    [InlineData(0.1f, false)]
    [InlineData(1.1f, true)]
    public void AColumnVariesWhereRoundingDoesNotExplainIt(float difference, bool varies)
    {
        // About 2²³ floats are 1 apart; what is rounded to one of two neighbours as often as to the other varies.
        float[] rows = [.. Enumerable.Range(0, 100).SelectMany(i => new[] { 8388608 + (i % 2 * difference), i % 5 })];
        (var means, var variances) = ColumnMoments.Of(rows, 2);
        new StandardUnits(means, variances).Constant.ToArray().ShouldEqual(varies ? [] : [0]);
    }

    [Fact]
    public void FreeEnergiesOfDifferentEpochsChooseNoMachine()
    {
        // They say nothing of how likely rows are while Z changes: here they are lowest at the beginning.
        ContrastiveDivergenceTrainer.Options options = new()
        {
            Model = ContrastiveModel.RestrictedBoltzmann(64),
            BatchSize = 10,
            LearningRate = 0.1f,
            NumberOfEpochs = 7,
            Optimizer = Optimizer.Sgd(),
            Persistent = new PersistentChains(),
            ValidationFraction = 0.2,
            Seed = 1,
        };
        var result = ContrastiveFits.Machine(TrainingData.InMemory(Digits(), 64), options);
        result.History.Epochs[0].ValidationEnergy.Should().BeLessThan(result.History.Epochs[^1].ValidationEnergy);
        result.History.BestEpoch.Should().Be(7);
        result.Energy.PseudoLogLikelihood(Digits()).Should().BeInRange(-22.5, -20);
        FluentActions.Invoking(options.With(o => o.EarlyStopping = true).Validate)
            .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("EarlyStopping");
    }

    [Fact]
    public void TheMonitorJudgesByRowsThatDoNotTrain()
    {
        ContrastiveDivergenceTrainer.Options options = new()
        {
            Model = ContrastiveModel.RestrictedBoltzmann(6),
            BatchSize = 50,
            NumberOfEpochs = 3,
            ValidationFraction = 0.25,
            Monitor = LikelihoodMonitor.ExactLikelihood,
            MonitorRows = 300,
            Seed = 1,
        };
        var rows = Digits();
        var result = ContrastiveFits.Machine(TrainingData.InMemory(rows, 64), options);
        using var source = new MemorySource(rows, 64, 0.25, 1);
        var batch = new Batch(64, 300);
        source.BeginValidation();
        source.Read(batch, new WorkTeam(1)).Should().BeTrue();
        float[] validation = [.. Enumerable.Range(0, 300).SelectMany(row => batch.Row(row).ToArray())];
        result.History.Best.Score.Should().BeApproximately(result.Energy.LogLikelihood(validation, result.Energy.LogPartition()), 1e-9);
        result.History.Best.Score.Should().NotBe(result.Energy.LogLikelihood(rows.AsSpan(0, 300 * 64), result.Energy.LogPartition()));
    }

    public static TheoryData<Refusal> BadInputIsNamedCases
    {
        get
        {
            ContrastiveDivergenceTrainer.Options options = new() { Model = ContrastiveModel.RestrictedBoltzmann(2) };
            return new()
            {
                Refusal.Of<ArgumentOutOfRangeException>("EarlyStopping", options.With(o => o.EarlyStopping = true).Validate),
                Refusal.Of<InvalidOperationException>(() => ContrastiveFits.Machine(TrainingData.InMemory(Array.Empty<float>(), 2), options)),
                Refusal.Of<InvalidOperationException>(() => ContrastiveFits.Machine(TrainingData.InMemory(new float[60], 30), options.With(o => { o.Model = ContrastiveModel.RestrictedBoltzmann(30); o.Monitor = LikelihoodMonitor.ExactLikelihood; }))),
                Refusal.Of<ArgumentOutOfRangeException>("NegativePhase", options.With(o => o.NegativePhase = NegativePhase.Langevin()).Validate),
                Refusal.Of<ArgumentOutOfRangeException>("Monitor", options.With(o => { o.Model = ContrastiveModel.RestrictedBoltzmann(2, VisibleUnits.Gaussian); o.Monitor = LikelihoodMonitor.PseudoLikelihood; }).Validate),
                Refusal.Of<ArgumentOutOfRangeException>(() => new PersistentChains(0)),
                Refusal.Of<ArgumentOutOfRangeException>(() => NegativePhase.Gibbs(0)),
                Refusal.Of<OperationCanceledException>(() => ContrastiveFits.Machine(TrainingData.InMemory(new float[2], 2), options.With(o => o.CancellationToken = new CancellationToken(true)))),
            };
        }
    }

    [Theory]
    [MemberData(nameof(BadInputIsNamedCases))]
    public void BadInputIsNamed(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void ATrainingThatDivergesSaysSo()
    {
        var error = FluentActions.Invoking(() => ContrastiveFits.Machine(TrainingData.InMemory(Bars(3, 4), 9), new ContrastiveDivergenceTrainer.Options { Model = ContrastiveModel.RestrictedBoltzmann(8), LearningRate = 1e30f, NumberOfEpochs = 50, Optimizer = Optimizer.Sgd(), BatchSize = 16 })).Should().ThrowExactly<InvalidOperationException>().Which;
        error.Message.Should().Contain("diverged in epoch");
    }

    private static (float[] Parameters, float[] Rows, float[] Gradient) Gradient(RestrictedBoltzmannShape shape, float beta, Func<ContrastiveDivergenceTrainer.Options, ContrastiveDivergenceTrainer.Options> change)
    {
        const int Count = 20;
        var parameters = new float[shape.Parameters];
        new RandomStream(1, RandomPurpose.BoltzmannStart).FillNormal(parameters);
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] *= 0.6f;
        var rows = new float[Count * shape.Visible];
        var stream = new RandomStream(2, RandomPurpose.ContrastiveNoise);
        if (shape.IsGaussian)
            stream.FillNormal(rows);
        else
            stream.FillUniform(rows);
        if (!shape.IsGaussian)
            rows = [.. rows.Select(x => x < 0.3f ? 1f : 0f)];

        var options = change(new ContrastiveDivergenceTrainer.Options { BatchSize = Count, InverseTemperature = beta, NumberOfThreads = 2 });
        var objective = new RestrictedBoltzmannObjective(shape, options, Count);
        var batch = new Batch(shape.Visible, Count) { Count = Count };
        for (var row = 0; row < Count; row++)
            rows.AsSpan(row * shape.Visible, shape.Visible).CopyTo(batch.Row(row));
        var gradient = new float[shape.Parameters];
        objective.Gradient(batch, parameters, gradient, new WorkTeam(2));
        return (parameters, rows, gradient);
    }

    private static TrainedEnergy<RestrictedBoltzmannEnergy> FitBars(int size, int hidden, int epochs, Func<ContrastiveDivergenceTrainer.Options, ContrastiveDivergenceTrainer.Options> change, int copies = 1)
    {
        var rows = Bars(size, copies);
        return ContrastiveFits.Machine(TrainingData.InMemory(rows, size * size), change(new ContrastiveDivergenceTrainer.Options
        {
            Model = ContrastiveModel.RestrictedBoltzmann(hidden),
            BatchSize = rows.Length / (size * size),
            NumberOfEpochs = epochs,
            LearningRate = 0.02f,
            Monitor = LikelihoodMonitor.ExactLikelihood,
            Seed = 1,
        }));
    }

    // Every pattern of whole rows, then every pattern of whole columns.
    private static float[] Bars(int size, int copies)
    {
        var values = new List<float>();
        for (var copy = 0; copy < copies; copy++)
        {
            for (var pattern = 0; pattern < 2 << size; pattern++)
            {
                for (var i = 0; i < size * size; i++)
                    values.Add(((pattern & ((1 << size) - 1)) >> (pattern < 1 << size ? i / size : i % size)) & 1);
            }
        }
        return [.. values];
    }

    private static float[] Digits()
        => [.. File.ReadLines(TestData.PathOf("digits.csv")).Skip(1).SelectMany(line => line.Split(',').Take(64).Select(value => float.Parse(value, CultureInfo.InvariantCulture) / 16))];
}
