using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Autoencoder;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Training;

public class TrainingLoopTests
{
    private const int Width = 12;

    private static DenoisingAutoencoderEstimator.Options Settings => new()
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
        var rows = Rows.Normals(500 * Width);
        var one = Fit(Settings.With(o => o.NumberOfThreads = 1));
        var three = Fit(Settings.With(o => o.NumberOfThreads = 3));
        three.Energy.Parameters.ToArray().ShouldEqual(one.Energy.Parameters.ToArray());
        three.History.Epochs.Should().Equal(one.History.Epochs);
        Fit(Settings.With(o => o.Seed = 4)).Energy.Parameters.ToArray().ShouldNotEqual(one.Energy.Parameters.ToArray());
        one.History.Epochs[^1].Energy.Should().BeLessThan(one.History.Epochs[0].Energy);

        TrainedEnergy<AutoencoderEnergy> Fit(DenoisingAutoencoderEstimator.Options options) => streaming
            ? AutoencoderTraining.Fit(TrainingData.Streamed(Rows.Stream(rows, Width, 77), Width, 100), options)
            : AutoencoderTraining.Fit(TrainingData.InMemory(rows, Width), options);
    }

    [Fact]
    public void TheEpochThatTheScorerLikesBestIsKept()
    {
        // Scores that say nothing neither choose nor end a training.
        double[] scores = [double.NaN, double.NaN, -5, double.NegativeInfinity, -2, -4, double.NaN, -3, -1];
        var rows = Rows.Normals(100 * Width);
        var reports = new List<TrainingProgress>();
        var history = Run(new ScriptedScorer(scores), 3, 9, out var kept);
        history.StoppedEarly.Should().BeTrue();
        history.Epochs.Should().HaveCount(8);
        history.BestEpoch.Should().Be(5);
        history.Best.Score.Should().Be(-2);
        reports.Select(r => r.LogLikelihood).Should().Equal(history.Epochs.Select(e => e.Score));
        Run(null, null, 5, out var five);
        kept.ShouldEqual(five);

        // All nine, the last of which is the best; and where no score says anything, the last as well.
        Run(new ScriptedScorer(scores), null, 9, out _).BestEpoch.Should().Be(9);
        var unscored = Run(new ScriptedScorer([double.NaN, double.NaN, double.NaN]), 1, 3, out _);
        (unscored.BestEpoch, unscored.StoppedEarly).Should().Be((3, false));

        TrainingHistory Run(IEpochScorer? scorer, int? patience, int epochs, out float[] parameters)
        {
            var shape = new RestrictedBoltzmannShape(VisibleUnits.Gaussian, Width, 2);
            var options = new ContrastiveDivergenceTrainer.Options { NumberOfEpochs = epochs, EarlyStopping = patience is not null, Patience = patience ?? 10 };
            reports.Clear();
            parameters = new float[shape.Parameters];
            using var source = new MemorySource(rows, Width, 0, 1);
            return TrainingLoop.Run(new RestrictedBoltzmannObjective(shape, options, 20), parameters, source, options, 20, new Reports(reports.Add), scorer);
        }
    }

    private sealed record ScriptedScorer(double[] Scores) : IEpochScorer
    {
        public double Score(int epoch, ReadOnlySpan<float> parameters) => Scores[epoch - 1];
    }

    [Fact]
    public void TheBestEpochOnValidationRowsIsKept()
    {
        // A rate that is far too high for the end: energies go up and down.
        var epochs = new List<TrainingProgress>();
        var rows = Rows.Normals(300 * Width);
        var options = Settings.With(o => { o.NumberOfEpochs = 30; o.ValidationFraction = 0.3; o.LearningRate = 0.1f; });
        var result = AutoencoderTraining.Fit(TrainingData.InMemory(rows, Width), options, new Reports(epochs.Add));
        epochs.Should().HaveCount(30);
        epochs.Select(e => (e.Iteration, e.Energy, e.ValidationEnergy)).Should().Equal(result.History.Epochs.Select(e => (e.Epoch, e.Energy, e.ValidationEnergy)));
        var best = epochs.MinBy(e => e.ValidationEnergy)!.Iteration;
        result.History.BestEpoch.Should().Be(best);
        best.Should().BeLessThan(30, "the test wants an epoch that is not the last");
        var cut = AutoencoderTraining.Fit(TrainingData.InMemory(rows, Width), options.With(o => o.NumberOfEpochs = best));
        result.Energy.Parameters.ToArray().ShouldEqual(cut.Energy.Parameters.ToArray());

        var stopped = AutoencoderTraining.Fit(TrainingData.InMemory(rows, Width), options.With(o => { o.EarlyStopping = true; o.Patience = 3; }));
        stopped.History.StoppedEarly.Should().BeTrue();
        stopped.History.Epochs.Should().HaveCount(stopped.History.BestEpoch + 3);
    }

    [Fact]
    public void CancellingEndsWithinABatch()
    {
        using var cancellation = new CancellationTokenSource();
        var epochs = 0;
        var options = Settings.With(o =>
        {
            o.NumberOfEpochs = 1000;
            o.CancellationToken = cancellation.Token;
        });
        var progress = new Reports(_ =>
        {
            if (++epochs == 2)
                cancellation.Cancel();
        });
        FluentActions.Invoking(() => AutoencoderTraining.Fit(TrainingData.InMemory(Rows.Normals(200 * Width), Width), options, progress))
            .Should().ThrowExactly<OperationCanceledException>();
        epochs.Should().Be(2);
    }

    [Theory]
    [InlineData(1e4f, Activation.Identity)]
    [InlineData(1e30f, Activation.Tanh)]
    public void DivergenceSaysWhereAndWhatToLower(float rate, Activation activation)
    {
        var options = Settings.With(o => { o.LearningRate = rate; o.Activation = activation; o.Optimizer = Optimizer.Sgd(); });
        var thrown = FluentActions.Invoking(() => AutoencoderTraining.Fit(TrainingData.InMemory(Rows.Normals(200 * Width), Width), options))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        thrown.Message.Should().Contain("diverged in epoch 1 of 4");
        thrown.Message.Should().Contain("last good energy was");
        thrown.Message.Should().Contain("Lower the learning rate");
    }

    [Fact]
    public void BeforeTheFirstStepNoLearningRateIsToBlame()
    {
        var rows = Rows.Normals(200 * Width);
        rows[5] = 1e30f;
        var thrown = FluentActions.Invoking(() => AutoencoderTraining.Fit(TrainingData.InMemory(rows, Width), Settings.With(o => o.BatchSize = 200)))
            .Should().ThrowExactly<InvalidOperationException>().Which;
        thrown.Message.Should().Contain("Training cannot begin: before the first step the mean energy of a batch became");
        thrown.Message.Should().NotContain("learning rate");
    }

    [Fact]
    public void AnEnergyThatIsFiniteIsSaidToBeTooFarFrom0()
    {
        // A free energy, which has no lower bound: the machine's is −v·b, of rows far from 0.
        var shape = new RestrictedBoltzmannShape(VisibleUnits.Gaussian, 2, 2);
        var objective = new RestrictedBoltzmannObjective(shape, new ContrastiveDivergenceTrainer.Options(), 20);
        using var source = new MemorySource(Enumerable.Repeat(1e5f, 40).ToArray(), 2, 0, 1);
        var thrown = FluentActions.Invoking(() => { TrainingLoop.Run(objective, new float[shape.Parameters], source, new ContrastiveDivergenceTrainer.Options(), 20); })
            .Should().ThrowExactly<InvalidOperationException>().Which;
        thrown.Message
            .Should().MatchRegex("before the first step the mean energy of a batch became 1E.10, further from 0 than 1\\.67772E.07, where floats no longer tell energies apart");
    }

    [Fact]
    public void NoRowsAreSaidToBeNone()
    {
        FluentActions.Invoking(() => AutoencoderTraining.Fit(TrainingData.InMemory(ReadOnlyMemory<float>.Empty, Width), Settings))
            .Should().ThrowExactly<InvalidOperationException>().Which.Message.Should().Contain("no rows");
        FluentActions.Invoking(() => AutoencoderTraining.Fit(TrainingData.Streamed(Rows.Stream([], Width, 1), Width), Settings))
            .Should().ThrowExactly<InvalidOperationException>().Which.Message.Should().Contain("no rows");
    }

    public static TheoryData<Refusal> OptionsAreCheckedCases => new()
    {
        Refusal.Of<ArgumentOutOfRangeException>("HiddenUnits", Settings.With(o => o.HiddenUnits = []).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("HiddenUnits", Settings.With(o => o.HiddenUnits = [3, 0]).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("LearningRate", Settings.With(o => o.LearningRate = float.NaN).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("BatchSize", Settings.With(o => o.BatchSize = 0).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("NumberOfEpochs", Settings.With(o => o.NumberOfEpochs = 0).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("ValidationFraction", Settings.With(o => o.ValidationFraction = 1).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("WeightDecay", Settings.With(o => o.WeightDecay = -1).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("GradientClipping", Settings.With(o => o.GradientClipping = 0).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("Patience", Settings.With(o => o.Patience = 0).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("CodeSparsity", Settings.With(o => o.CodeSparsity = float.NaN).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("ContractivePenalty", Settings.With(o => o.ContractivePenalty = -1).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("Activation", Settings.With(o => o.Activation = (Activation)50).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("OutputActivation", Settings.With(o => o.Loss = ReconstructionLoss.BinaryCrossEntropy).Validate),
        Refusal.Of<ArgumentOutOfRangeException>("ReconstructionSteps", Settings.With(o => o.ReconstructionSteps = 0).Validate),
    };

    [Theory]
    [MemberData(nameof(OptionsAreCheckedCases))]
    public void OptionsAreChecked(Refusal refusal) => refusal.ShouldHappen();

    [Fact]
    public void AWarmStartGoesOnFromWhereItWas()
    {
        var rows = Rows.Normals(500 * Width);
        var first = AutoencoderTraining.Fit(TrainingData.InMemory(rows, Width), Settings.With(o => o.NumberOfEpochs = 20));
        var second = AutoencoderTraining.Fit(TrainingData.InMemory(rows, Width), Settings.With(o => { o.NumberOfEpochs = 1; o.LearningRate = 1e-5f; o.WarmStart = Trained(first.Energy); o.HiddenUnits = [1]; }));
        second.Energy.HiddenUnits.ShouldEqual([9, 4]);
        second.History.Epochs[0].Energy.Should().BeApproximately(first.History.Epochs[^1].Energy, 0.1 * first.History.Epochs[^1].Energy);

        static DenoisingAutoencoderTransformer Trained(AutoencoderEnergy energy)
            => new("Features", AutoencoderEnergy.DeclareOutputs(energy.Dimension, energy.CodeSize), energy);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AStepAfterTheFirstAllocatesNothing(int threads)
    {
        var options = Settings.With(o =>
        {
            o.HiddenUnits = [40, 20];
            o.BatchSize = 64;
            o.CodeSparsity = 0.1f;
            o.Corruption = Corruption.Masking(0.2f);
            o.CorruptedReconstructionWeight = 2;
            o.GradientClipping = 1;
        });
        var shape = new AutoencoderShape(300, options.HiddenUnits, options.Activation, options.OutputActivation, false);
        var architecture = shape.CreateNetwork();
        float[] parameters = new float[architecture.ParameterCount], gradient = new float[parameters.Length];
        architecture.Initialize(parameters, WeightInitialization.Glorot, 1);
        var objective = new DenoisingObjective(shape, parameters, options, options.BatchSize);
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
            var now = GC.GetAllocatedBytesForCurrentThread();
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
        var block = Rows.Normals(1000 * 64);
        var opened = 0;
        var options = Settings.With(o => { o.NumberOfEpochs = 2; o.BatchSize = 500; o.NumberOfThreads = 1; });
        AutoencoderTraining.Fit(TrainingData.Streamed(() => Open(2), 64, 2000), options);
        opened = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        AutoencoderTraining.Fit(TrainingData.Streamed(() => Open(100), 64, 2000), options);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        opened.Should().Be(2);
        // The buffer is 0.5 MB, a batch with its layers about as much.
        allocated.Should().BeInRange(0, 3_000_000);

        IEnumerator<ReadOnlyMemory<float>> Open(int blocks)
        {
            opened++;
            for (var i = 0; i < blocks; i++)
                yield return block;
        }
    }
}
