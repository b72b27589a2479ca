using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Training;

public class TrainingLoopTests
{
    private const int Width = 12;

    private static AutoencoderSettings Settings => new()
    {
        HiddenUnits = [9, 4],
        Activation = Activation.Tanh,
        NumberOfEpochs = 4,
        BatchSize = 32,
        Seed = 3,
        LearningRate = 0.01f,
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSameSeedGivesTheSameModelAtAnyNumberOfThreads(bool streaming)
    {
        float[] rows = Rows.Normals(500 * Width);
        AutoencoderResult one = Fit(Settings with { NumberOfThreads = 1 });
        AutoencoderResult three = Fit(Settings with { NumberOfThreads = 3 });
        three.Energy.Parameters.ToArray().ShouldEqual(one.Energy.Parameters.ToArray());
        three.History.Epochs.Should().Equal(one.History.Epochs);
        Fit(Settings with { Seed = 4 }).Energy.Parameters.ToArray().ShouldNotEqual(one.Energy.Parameters.ToArray());
        one.History.Epochs[^1].Energy.Should().BeLessThan(one.History.Epochs[0].Energy);

        AutoencoderResult Fit(AutoencoderSettings settings) => streaming
            ? AutoencoderTraining.Fit(Rows.Stream(rows, Width, 77), Width, settings with { ShuffleBufferRows = 100 })
            : AutoencoderTraining.Fit(rows, Width, settings);
    }

    [Fact]
    public void TheEpochThatTheScorerLikesBestIsKept()
    {
        // Scores that say nothing neither choose nor end a training.
        double[] scores = [double.NaN, double.NaN, -5, double.NegativeInfinity, -2, -4, double.NaN, -3, -1];
        float[] rows = Rows.Normals(100 * Width);
        var reports = new List<TrainingEpoch>();
        TrainingHistory history = Run(new ScriptedScorer(scores, Patience: 3), 9, out float[] kept);
        history.StoppedEarly.Should().BeTrue();
        history.Epochs.Should().HaveCount(8);
        history.BestEpoch.Should().Be(5);
        history.Best.Score.Should().Be(-2);
        reports.Should().Equal(history.Epochs);
        Run(null, 5, out float[] five);
        kept.ShouldEqual(five);

        // All nine, the last of which is the best; and where no score says anything, the last as well.
        Run(new ScriptedScorer(scores, Patience: null), 9, out _).BestEpoch.Should().Be(9);
        TrainingHistory unscored = Run(new ScriptedScorer([double.NaN, double.NaN, double.NaN], Patience: 1), 3, out _);
        (unscored.BestEpoch, unscored.StoppedEarly).Should().Be((3, false));

        TrainingHistory Run(IEpochScorer? scorer, int epochs, out float[] parameters)
        {
            var shape = new RestrictedBoltzmannShape(VisibleUnits.Gaussian, Width, 2);
            var settings = new RestrictedBoltzmannSettings { HiddenUnits = 2, BatchSize = 20, VisibleUnits = VisibleUnits.Gaussian, NumberOfEpochs = epochs, Progress = reports.Add };
            reports.Clear();
            parameters = new float[shape.Parameters];
            using var source = new MemorySource(rows, Width, 0, 1);
            return TrainingLoop.Run(new RestrictedBoltzmannObjective(shape, settings), parameters, source, settings, scorer);
        }
    }

    private sealed record ScriptedScorer(double[] Scores, int? Patience) : IEpochScorer
    {
        public double Score(int epoch, ReadOnlySpan<float> parameters) => Scores[epoch - 1];
    }

    [Fact]
    public void TheBestEpochOnValidationRowsIsKept()
    {
        // A rate that is far too high for the end: energies go up and down.
        var epochs = new List<TrainingEpoch>();
        float[] rows = Rows.Normals(300 * Width);
        AutoencoderSettings settings = Settings with { NumberOfEpochs = 30, ValidationFraction = 0.3, LearningRate = 0.1f, Progress = epochs.Add };
        AutoencoderResult result = AutoencoderTraining.Fit(rows, Width, settings);
        epochs.Should().HaveCount(30);
        result.History.Epochs.Should().Equal(epochs);
        int best = epochs.MinBy(e => e.ValidationEnergy).Epoch;
        result.History.BestEpoch.Should().Be(best);
        best.Should().BeLessThan(30, "the test wants an epoch that is not the last");
        AutoencoderResult cut = AutoencoderTraining.Fit(rows, Width, settings with { NumberOfEpochs = best, Progress = null });
        result.Energy.Parameters.ToArray().ShouldEqual(cut.Energy.Parameters.ToArray());

        AutoencoderResult stopped = AutoencoderTraining.Fit(rows, Width, settings with { EarlyStopping = 3, Progress = null });
        stopped.History.StoppedEarly.Should().BeTrue();
        stopped.History.Epochs.Should().HaveCount(stopped.History.BestEpoch + 3);
    }

    [Fact]
    public void CancellingEndsWithinABatch()
    {
        using var cancellation = new CancellationTokenSource();
        int epochs = 0;
        AutoencoderSettings settings = Settings with
        {
            NumberOfEpochs = 1000,
            CancellationToken = cancellation.Token,
            Progress = _ =>
            {
                if (++epochs == 2)
                    cancellation.Cancel();
            },
        };
        FluentActions.Invoking(() => AutoencoderTraining.Fit(Rows.Normals(200 * Width), Width, settings))
            .Should().ThrowExactly<OperationCanceledException>();
        epochs.Should().Be(2);
    }

    [Theory]
    [InlineData(1e4f, Activation.Identity)]
    [InlineData(1e30f, Activation.Tanh)]
    public void DivergenceSaysWhereAndWhatToLower(float rate, Activation activation)
    {
        AutoencoderSettings settings = Settings with { LearningRate = rate, Activation = activation, Optimizer = Optimizer.Sgd() };
        var thrown = FluentActions.Invoking(() => AutoencoderTraining.Fit(Rows.Normals(200 * Width), Width, settings))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        thrown.Message.Should().Contain("diverged in epoch 1 of 4");
        thrown.Message.Should().Contain("last good energy was");
        thrown.Message.Should().Contain("Lower the learning rate");
    }

    [Fact]
    public void BeforeTheFirstStepNoLearningRateIsToBlame()
    {
        float[] rows = Rows.Normals(200 * Width);
        rows[5] = 1e30f;
        var thrown = FluentActions.Invoking(() => AutoencoderTraining.Fit(rows, Width, Settings with { BatchSize = 200 }))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        thrown.Message.Should().Contain("Training cannot begin: before the first step the mean energy of a batch became");
        thrown.Message.Should().NotContain("learning rate");
    }

    [Fact]
    public void AnEnergyThatIsFiniteIsSaidToBeTooFarFrom0()
    {
        // A free energy, which has no lower bound: the machine's is −v·b, of rows far from 0.
        var shape = new RestrictedBoltzmannShape(VisibleUnits.Gaussian, 2, 2);
        var objective = new RestrictedBoltzmannObjective(shape, new RestrictedBoltzmannSettings { HiddenUnits = 2, BatchSize = 20, VisibleUnits = VisibleUnits.Gaussian });
        using var source = new MemorySource(Enumerable.Repeat(1e5f, 40).ToArray(), 2, 0, 1);
        var thrown = FluentActions.Invoking(() => { TrainingLoop.Run(objective, new float[shape.Parameters], source, new LoopSettings { BatchSize = 20 }); })
            .Should().ThrowExactly<InvalidOperationException>().Which;
        thrown.Message
            .Should().MatchRegex("before the first step the mean energy of a batch became 1E.10, further from 0 than 1\\.67772E.07, where floats no longer tell energies apart");
    }

    [Fact]
    public void NoRowsAreSaidToBeNone()
    {
        FluentActions.Invoking(() => AutoencoderTraining.Fit(ReadOnlyMemory<float>.Empty, Width, Settings))
            .Should().ThrowExactly<InvalidOperationException>().Which.Message.Should().Contain("no rows");
        FluentActions.Invoking(() => AutoencoderTraining.Fit(Rows.Stream([], Width, 1), Width, Settings))
            .Should().ThrowExactly<InvalidOperationException>().Which.Message.Should().Contain("no rows");
    }

    public static TheoryData<Refusal> SettingsAreCheckedCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>("HiddenUnits", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { HiddenUnits = [] })),
        Refusal.Of<ArgumentOutOfRangeException>("HiddenUnits", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { HiddenUnits = [3, 0] })),
        Refusal.Of<ArgumentOutOfRangeException>("LearningRate", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { LearningRate = float.NaN })),
        Refusal.Of<ArgumentOutOfRangeException>("BatchSize", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { BatchSize = 0 })),
        Refusal.Of<ArgumentOutOfRangeException>("NumberOfEpochs", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { NumberOfEpochs = 0 })),
        Refusal.Of<ArgumentOutOfRangeException>("ValidationFraction", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { ValidationFraction = 1 })),
        Refusal.Of<ArgumentOutOfRangeException>("WeightDecay", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { WeightDecay = -1 })),
        Refusal.Of<ArgumentOutOfRangeException>("GradientClipping", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { GradientClipping = 0 })),
        Refusal.Of<ArgumentOutOfRangeException>("EarlyStopping", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { EarlyStopping = 0 })),
        Refusal.Of<ArgumentOutOfRangeException>("CodeSparsity", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { CodeSparsity = float.NaN })),
        Refusal.Of<ArgumentOutOfRangeException>("ContractivePenalty", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { ContractivePenalty = -1 })),
        Refusal.Of<ArgumentOutOfRangeException>("Activation", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { Activation = (Activation)50 })),
        Refusal.Of<ArgumentOutOfRangeException>("OutputActivation", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { Loss = ReconstructionLoss.BinaryCrossEntropy })),
        Refusal.Of<ArgumentOutOfRangeException>("ReconstructionSteps", () => AutoencoderTraining.Fit(new float[Width * 10], Width, Settings with { ReconstructionSteps = 0 })),
    };

    [Theory]
    [MemberData(nameof(SettingsAreCheckedCases))]
    public void SettingsAreChecked(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void AWarmStartGoesOnFromWhereItWas()
    {
        float[] rows = Rows.Normals(500 * Width);
        AutoencoderResult first = AutoencoderTraining.Fit(rows, Width, Settings with { NumberOfEpochs = 20 });
        AutoencoderResult second = AutoencoderTraining.Fit(rows, Width, Settings with { NumberOfEpochs = 1, LearningRate = 1e-5f, WarmStart = first.Energy, HiddenUnits = [1] });
        second.Energy.HiddenUnits.ShouldEqual([9, 4]);
        second.History.Epochs[0].Energy.Should().BeApproximately(first.History.Epochs[^1].Energy, 0.1 * first.History.Epochs[^1].Energy);
        FluentActions.Invoking(() => AutoencoderTraining.Fit(new float[20], 2, Settings with { WarmStart = first.Energy }))
            .Should().ThrowExactly<ArgumentException>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AStepAfterTheFirstAllocatesNothing(int threads)
    {
        AutoencoderSettings settings = Settings with
        {
            HiddenUnits = [40, 20],
            BatchSize = 64,
            CodeSparsity = 0.1f,
            Corruption = Corruption.Masking(0.2f),
            CorruptedReconstructionWeight = 2,
            GradientClipping = 1,
        };
        var shape = new AutoencoderShape(300, settings.HiddenUnits, settings.Activation, settings.OutputActivation, false);
        var architecture = shape.CreateNetwork();
        float[] parameters = new float[architecture.ParameterCount], gradient = new float[parameters.Length];
        architecture.Initialize(parameters, WeightInitialization.Glorot, 1);
        var objective = new DenoisingObjective(shape, parameters, settings);
        var optimizer = new OptimizerState(Optimizer.Adam(), parameters, gradient, objective.DecayedParameters, 0.1f, 1);
        using var source = new MemorySource(Rows.Normals(1000 * 300), 300, 0, 1);
        var batch = new Batch(300, 64);
        var team = new WorkTeam(threads);
        source.BeginTraining(0);
        int steps = 0, without = 0;
        for (long before = 0; source.Read(batch, team); steps++)
        {
            objective.Gradient(batch, parameters, gradient, team);
            optimizer.Step(1e-3, team);
            long now = GC.GetAllocatedBytesForCurrentThread();
            without += now == before ? 1 : 0;
            before = now;
        }
        // The first step makes room; the pool's queue may grow once, and a collection that another test causes counts
        // the rest of this thread's allocation buffer.
        steps.Should().Be(16);
        without.Should().BeInRange(12, 15);
    }

    [Fact]
    public void StreamingHoldsItsMemory()
    {
        // 100,000 rows of 64: 25.6 MB an epoch, of which a block of 1,000 rows is in memory at a time.
        float[] block = Rows.Normals(1000 * 64);
        int opened = 0;
        AutoencoderSettings settings = Settings with { NumberOfEpochs = 2, BatchSize = 500, ShuffleBufferRows = 2000, NumberOfThreads = 1 };
        AutoencoderTraining.Fit(() => Open(2), 64, settings);
        opened = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        AutoencoderTraining.Fit(() => Open(100), 64, settings);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        opened.Should().Be(2);
        // The buffer is 0.5 MB, a batch with its layers about as much.
        allocated.Should().BeInRange(0, 3_000_000);

        IEnumerator<ReadOnlyMemory<float>> Open(int blocks)
        {
            opened++;
            for (int i = 0; i < blocks; i++)
                yield return block;
        }
    }
}
