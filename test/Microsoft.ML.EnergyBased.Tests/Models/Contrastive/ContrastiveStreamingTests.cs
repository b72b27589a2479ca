using Microsoft.ML.EnergyBased.Data;
using Microsoft.ML.EnergyBased.Models.Boltzmann;
using Microsoft.ML.EnergyBased.Numerics;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;

namespace Microsoft.ML.EnergyBased.Tests.Models.Contrastive;

/// <summary>Contrastive training of rows that are read anew in each epoch.</summary>
public sealed class ContrastiveStreamingTests
{
    private static readonly float[] Bars = [.. Enumerable.Repeat(ContrastiveData.Bars(), 20).SelectMany(rows => rows).SelectMany(row => row)];

    private static ContrastiveDivergenceTrainer.Options Machine => new()
    {
        Model = ContrastiveModel.RestrictedBoltzmann(8),
        Objective = ContrastiveObjective.MaximumLikelihood,
        Monitor = LikelihoodMonitor.ExactLikelihood,
        NumberOfEpochs = 200,
        BatchSize = 40,
        LearningRate = 0.02f,
        Seed = 1,
    };

    [Fact]
    public void AMachineOfStreamedRowsIsAsLikelyAsOneOfRowsInMemory()
    {
        var held = ContrastiveFits.Machine(TrainingData.InMemory(Bars, 9), Machine);
        var streamed = ContrastiveFits.Machine(TrainingData.Streamed(Rows.Stream(Bars, 9, 30), 9, 64), Machine);
        var untrained = ContrastiveFits.Machine(TrainingData.InMemory(Bars, 9), Machine.With(o => o.NumberOfEpochs = 1));
        streamed.History.Best.Score.Should().BeApproximately(held.History.Best.Score, 0.1);
        streamed.History.Best.Score.Should().BeGreaterThan(untrained.History.Best.Score + 1);
        // The monitor's score is that of the rows themselves, whose first ones it read.
        streamed.Energy.LogLikelihood(Bars, streamed.Energy.LogPartition()).Should().BeApproximately(streamed.History.Best.Score, 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void BlocksAndThreadsChangeNoBit(bool isNetwork)
    {
        var options = Machine.With(o =>
        {
            o.Model = isNetwork ? ContrastiveModel.EnergyNetwork([6], quadratic: 0.5f) : ContrastiveModel.RestrictedBoltzmann(5, VisibleUnits.Gaussian);
            o.Objective = ContrastiveObjective.ContrastiveDivergence;
            o.Monitor = LikelihoodMonitor.None;
            o.NegativePhase = isNetwork ? NegativePhase.Langevin(5, 0.05f) : null;
            o.Persistent = new PersistentChains(30);
            o.ValidationFraction = 0.2;
            o.NumberOfEpochs = 3;
        });
        var rows = Rows.Normals(200 * 6, 3);
        float[] small = Fit(7, 1), large = Fit(200, 3);
        large.ShouldEqual(small);
        small.ShouldAllBeFinite();

        float[] Fit(int block, int threads)
        {
            var data = TrainingData.Streamed(Rows.Stream(rows, 6, block), 6, 50);
            var own = options.With(o => o.NumberOfThreads = threads);
            return isNetwork ? ContrastiveFits.Network(data, own).Energy.Parameters.ToArray() : ContrastiveFits.Machine(data, own).Energy.Weights.ToArray();
        }
    }

    [Fact]
    public void MomentsOfStreamedRowsAreThoseOfRowsInMemory()
    {
        var rows = Rows.Normals(500 * 6, 4);
        (var means, var variances) = TrainingData.Streamed(Rows.Stream(rows, 6, 33), 6).Moments(default);
        (var heldMeans, var heldVariances) = ColumnMoments.Of(rows, 6);
        means.ShouldEqual(heldMeans);
        variances.ShouldEqual(heldVariances);
        FluentActions.Invoking(() => TrainingData.Streamed(Rows.Stream([], 6, 1), 6).Moments(default))
            .Should().ThrowExactly<InvalidOperationException>().Which.Message.Should().Contain("no rows");
    }

    [Fact]
    public void TheMonitorOfStreamedRowsLooksAtThoseThatValidate()
    {
        var options = Machine.With(o => { o.ValidationFraction = 0.25; o.MonitorRows = 40; o.NumberOfEpochs = 3; });
        var result = ContrastiveFits.Machine(TrainingData.Streamed(Rows.Stream(Bars, 9, 30), 9, 64), options);
        using var source = new StreamingSource(Rows.Stream(Bars, 9, 50), 9, 10, 0.25, 1);
        var batch = new Batch(9, 40);
        source.BeginValidation();
        source.Read(batch, new WorkTeam(1)).Should().BeTrue();
        float[] validation = [.. Enumerable.Range(0, batch.Count).SelectMany(row => batch.Row(row).ToArray())];
        validation.Length.Should().Be(40 * 9);
        result.History.Best.Score.Should().BeApproximately(result.Energy.LogLikelihood(validation, result.Energy.LogPartition()), 1e-9);
    }
}
