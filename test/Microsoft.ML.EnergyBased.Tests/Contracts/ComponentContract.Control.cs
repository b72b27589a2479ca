using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;
using Microsoft.ML.EnergyBased.Training;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    // Reading may go on for this many rows after a cancel: one batch.
    private const int Batch = 1024;

    [Point]
    public void P32_cancel_ends_the_reading_within_one_batch()
    {
        using var source = new CancellationTokenSource();
        const int At = 100;
        var training = new TableView(Training.Cycle(20 * Batch)) { OnRow = row => source.CancelIf(row == At) };
        var estimator = Estimator(options: Options((nameof(CancellationToken), source.Token)));
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(training));
        Assert.InRange(training.RowsRead, At, At + Batch + 1);
        Assert.Equal(0, training.Undisposed);
        AssertUsable(Ml);
    }

    [Point]
    public void P32_a_token_cancelled_before_reads_nothing()
    {
        var training = Training.View();
        var estimator = Estimator(options: Options((nameof(CancellationToken), new CancellationToken(canceled: true))));
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(training));
        Assert.InRange(training.RowsRead, 0, 1);
        AssertUsable(Ml);
    }

    [Point]
    public void P32_cancel_from_progress_ends_training_within_one_epoch()
    {
        using var source = new CancellationTokenSource();
        var reports = 0;
        var progress = new Reports(_ =>
        {
            reports++;
            source.Cancel();
        });
        var estimator = Estimator(options: Options((nameof(CancellationToken), source.Token), ("Progress", progress)));
        Assert.ThrowsAny<OperationCanceledException>(() => estimator.Fit(Training.View()));
        Assert.Equal(1, reports);
        AssertUsable(Ml);
    }

    [Point]
    public void P33_the_log_has_a_start_and_a_finish()
    {
        var ml = new MLContext(seed: 1);
        var log = LogLines.Of(ml, ChannelMessageKind.Info);
        var lines = LinesAt(log, () => Fit(ml: ml));
        Assert.True(lines.Length >= 2, string.Join('\n', lines));
        Assert.Contains(Inputs.Concat([$"{Training.Rows} rows"]), lines[0].Contains);
        Assert.Contains("energ", lines[^1]);
        Assert.NotEmpty(NumberText.Numbers(lines[^1]));

        // Promises, transforms and scoring say nothing.
        var model = Fit(ml: ml);
        log.Clear();
        Score(model);
        Assert.Empty(log);
    }

    [Point]
    public void P33_the_log_has_one_line_an_epoch_with_the_energy()
    {
        var ml = new MLContext(seed: 1);
        var log = LogLines.Of(ml, ChannelMessageKind.Info);
        var reports = new List<(TrainingProgress Report, int Lines)>();
        var progress = new Reports(r => reports.Add((r, log.Count)));
        var lines = LinesAt(log, () => Fit(ml: ml, options: Options(("Progress", progress))));

        // One report and one line each, between start and finish, in step.
        Assert.NotEmpty(reports);
        Assert.Equal(reports.Count + 2, lines.Length);
        for (var i = 0; i < reports.Count; i++)
        {
            Assert.True(double.IsFinite(reports[i].Report.Energy));
            Assert.Contains(reports[i].Report.ToString(), lines[i + 1]);
            Assert.Contains("energy", lines[i + 1]);
            Assert.Equal(reports[0].Lines + i, reports[i].Lines);
        }
    }

    private void AssertUsable(MLContext ml) => SavedModel.AssertEqual(Save(Fit(ml: new MLContext(seed: 1))), Save(Fit(ml: ml)));

    private static string[] LinesAt(List<LogLine> log, Action fit)
    {
        fit();
        Assert.All(log, l => Assert.StartsWith(typeof(TEstimator).Name, l.Text));
        return [.. log.Select(l => l.Text)];
    }

    private sealed class Reports(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
