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
        Assert.Equal(one.Energy.Parameters.ToArray(), three.Energy.Parameters.ToArray());
        Assert.Equal(one.History.Epochs, three.History.Epochs);
        Assert.NotEqual(one.Energy.Parameters.ToArray(), Fit(Settings with { Seed = 4 }).Energy.Parameters.ToArray());
        Assert.True(one.History.Epochs[^1].Energy < one.History.Epochs[0].Energy);

        AutoencoderResult Fit(AutoencoderSettings settings) => streaming
            ? AutoencoderTraining.Fit(Rows.Stream(rows, Width, 77), Width, settings with { ShuffleBufferRows = 100 })
            : AutoencoderTraining.Fit(rows, Width, settings);
    }

    [Fact]
    public void TheBestEpochOnValidationRowsIsKept()
    {
        // A rate that is far too high for the end: energies go up and down.
        var epochs = new List<TrainingEpoch>();
        float[] rows = Rows.Normals(300 * Width);
        AutoencoderSettings settings = Settings with { NumberOfEpochs = 30, ValidationFraction = 0.3, LearningRate = 0.1f, Progress = epochs.Add };
        AutoencoderResult result = AutoencoderTraining.Fit(rows, Width, settings);
        Assert.Equal(30, epochs.Count);
        Assert.Equal(epochs, result.History.Epochs);
        int best = epochs.MinBy(e => e.ValidationEnergy).Epoch;
        Assert.Equal(best, result.History.BestEpoch);
        Assert.True(best < 30, "the test wants an epoch that is not the last");
        AutoencoderResult cut = AutoencoderTraining.Fit(rows, Width, settings with { NumberOfEpochs = best, Progress = null });
        Assert.Equal(cut.Energy.Parameters.ToArray(), result.Energy.Parameters.ToArray());

        AutoencoderResult stopped = AutoencoderTraining.Fit(rows, Width, settings with { EarlyStopping = 3, Progress = null });
        Assert.True(stopped.History.StoppedEarly);
        Assert.Equal(stopped.History.BestEpoch + 3, stopped.History.Epochs.Count);
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
        Assert.Throws<OperationCanceledException>(() => AutoencoderTraining.Fit(Rows.Normals(200 * Width), Width, settings));
        Assert.Equal(2, epochs);
    }

    [Theory]
    [InlineData(1e4f, Activation.Identity)]
    [InlineData(1e30f, Activation.Tanh)]
    public void DivergenceSaysWhereAndWhatToLower(float rate, Activation activation)
    {
        AutoencoderSettings settings = Settings with { LearningRate = rate, Activation = activation, Optimizer = Optimizer.Sgd() };
        var thrown = Assert.Throws<InvalidOperationException>(() => AutoencoderTraining.Fit(Rows.Normals(200 * Width), Width, settings));
        Assert.Contains("diverged in epoch 1 of 4", thrown.Message);
        Assert.Contains("last good energy was", thrown.Message);
        Assert.Contains("Lower the learning rate", thrown.Message);
    }

    [Fact]
    public void BeforeTheFirstStepNoLearningRateIsToBlame()
    {
        float[] rows = Rows.Normals(200 * Width);
        rows[5] = 1e30f;
        var thrown = Assert.Throws<InvalidOperationException>(() => AutoencoderTraining.Fit(rows, Width, Settings with { BatchSize = 200 }));
        Assert.Contains("Training cannot begin: before the first step the mean energy of a batch became", thrown.Message);
        Assert.DoesNotContain("learning rate", thrown.Message);
    }

    [Fact]
    public void AnEnergyThatIsFiniteIsSaidToBeTooFarFrom0()
    {
        // A free energy, which has no lower bound: the machine's is −v·b, of rows far from 0.
        var shape = new RestrictedBoltzmannShape(VisibleUnits.Gaussian, 2, 2);
        var objective = new RestrictedBoltzmannObjective(shape, new RestrictedBoltzmannSettings { HiddenUnits = 2, BatchSize = 20, VisibleUnits = VisibleUnits.Gaussian });
        using var source = new MemorySource(Enumerable.Repeat(1e5f, 40).ToArray(), 2, 0, 1);
        var thrown = Assert.Throws<InvalidOperationException>(() => { TrainingLoop.Run(objective, new float[shape.Parameters], source, new LoopSettings { BatchSize = 20 }); });
        Assert.Matches("before the first step the mean energy of a batch became 1E.10, further from 0 than 1\\.67772E.07, where floats no longer tell energies apart", thrown.Message);
    }

    [Fact]
    public void NoRowsAreSaidToBeNone()
    {
        Assert.Contains("no rows", Assert.Throws<InvalidOperationException>(() => AutoencoderTraining.Fit(ReadOnlyMemory<float>.Empty, Width, Settings)).Message);
        Assert.Contains("no rows", Assert.Throws<InvalidOperationException>(() => AutoencoderTraining.Fit(Rows.Stream([], Width, 1), Width, Settings)).Message);
    }

    [Fact]
    public void SettingsAreChecked()
    {
        float[] rows = new float[Width * 10];
        foreach ((AutoencoderSettings settings, string name) in new (AutoencoderSettings, string)[]
        {
            (Settings with { HiddenUnits = [] }, "HiddenUnits"), (Settings with { HiddenUnits = [3, 0] }, "HiddenUnits"),
            (Settings with { LearningRate = float.NaN }, "LearningRate"), (Settings with { BatchSize = 0 }, "BatchSize"),
            (Settings with { NumberOfEpochs = 0 }, "NumberOfEpochs"), (Settings with { ValidationFraction = 1 }, "ValidationFraction"),
            (Settings with { WeightDecay = -1 }, "WeightDecay"), (Settings with { GradientClipping = 0 }, "GradientClipping"),
            (Settings with { EarlyStopping = 0 }, "EarlyStopping"), (Settings with { CodeSparsity = float.NaN }, "CodeSparsity"),
            (Settings with { ContractivePenalty = -1 }, "ContractivePenalty"), (Settings with { Activation = (Activation)50 }, "Activation"),
            (Settings with { Loss = ReconstructionLoss.BinaryCrossEntropy }, "OutputActivation"), (Settings with { ReconstructionSteps = 0 }, "ReconstructionSteps"),
        })
        {
            Assert.Throws<ArgumentOutOfRangeException>(name, () => AutoencoderTraining.Fit(rows, Width, settings));
        }
    }

    [Fact]
    public void AWarmStartGoesOnFromWhereItWas()
    {
        float[] rows = Rows.Normals(500 * Width);
        AutoencoderResult first = AutoencoderTraining.Fit(rows, Width, Settings with { NumberOfEpochs = 20 });
        AutoencoderResult second = AutoencoderTraining.Fit(rows, Width, Settings with { NumberOfEpochs = 1, LearningRate = 1e-5f, WarmStart = first.Energy, HiddenUnits = [1] });
        Assert.Equal([9, 4], second.Energy.HiddenUnits);
        Assert.Equal(first.History.Epochs[^1].Energy, second.History.Epochs[0].Energy, 0.1 * first.History.Epochs[^1].Energy);
        Assert.Throws<ArgumentException>(() => AutoencoderTraining.Fit(new float[20], 2, Settings with { WarmStart = first.Energy }));
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
        Assert.Equal(16, steps);
        Assert.InRange(without, 12, 15);
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
        Assert.Equal(2, opened);
        // The buffer is 0.5 MB, a batch with its layers about as much.
        Assert.InRange(allocated, 0, 3_000_000);

        IEnumerator<ReadOnlyMemory<float>> Open(int blocks)
        {
            opened++;
            for (int i = 0; i < blocks; i++)
                yield return block;
        }
    }
}
