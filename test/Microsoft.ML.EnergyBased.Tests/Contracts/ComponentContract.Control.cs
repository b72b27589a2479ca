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
    public void P32_CancelEndsTheReadingWithinOneBatch()
    {
        using var source = new CancellationTokenSource();
        const int At = 100;
        var training = new TableView(Training.Cycle(20 * Batch)) { OnRow = row => source.CancelIf(row == At) };
        var estimator = Estimator(options: Options((nameof(CancellationToken), source.Token)));
        FluentActions.Invoking(() => estimator.Fit(training)).Should().Throw<OperationCanceledException>();
        training.RowsRead.Should().BeInRange(At, At + Batch + 1);
        training.Undisposed.Should().Be(0);
        AssertUsable(Ml);
    }

    [Point]
    public void P32_ATokenCancelledBeforeReadsNothing()
    {
        var training = Training.View();
        var estimator = Estimator(options: Options((nameof(CancellationToken), new CancellationToken(canceled: true))));
        FluentActions.Invoking(() => estimator.Fit(training)).Should().Throw<OperationCanceledException>();
        training.RowsRead.Should().BeInRange(0, 1);
        AssertUsable(Ml);
    }

    [Point]
    public void P32_CancelFromProgressEndsTrainingWithinOneEpoch()
    {
        using var source = new CancellationTokenSource();
        var reports = 0;
        var progress = new Reports(_ =>
        {
            reports++;
            source.Cancel();
        });
        var estimator = Estimator(options: Options((nameof(CancellationToken), source.Token), ("Progress", progress)));
        FluentActions.Invoking(() => estimator.Fit(Training.View())).Should().Throw<OperationCanceledException>();
        reports.Should().Be(1);
        AssertUsable(Ml);
    }

    [Point]
    public void P33_TheLogHasAStartAndAFinish()
    {
        var ml = new MLContext(seed: 1);
        var log = LogLines.Of(ml, ChannelMessageKind.Info);
        var lines = LinesAt(log, () => Fit(ml: ml));
        lines.Length.Should().BeGreaterThanOrEqualTo(2, string.Join('\n', lines));
        Inputs.Concat([$"{Training.Rows} rows"]).Should().Contain(s => lines[0].Contains(s));
        lines[^1].Should().Contain("energ");
        NumberText.Numbers(lines[^1]).Should().NotBeEmpty();

        // Promises, transforms and scoring say nothing.
        var model = Fit(ml: ml);
        log.Clear();
        Score(model);
        log.Should().BeEmpty();
    }

    [Point]
    public void P33_TheLogHasOneLineAnEpochWithTheEnergy()
    {
        var ml = new MLContext(seed: 1);
        var log = LogLines.Of(ml, ChannelMessageKind.Info);
        var reports = new List<(TrainingProgress Report, int Lines)>();
        var progress = new Reports(r => reports.Add((r, log.Count)));
        var lines = LinesAt(log, () => Fit(ml: ml, options: Options(("Progress", progress))));

        // One report and one line each, between start and finish, in step.
        reports.Should().NotBeEmpty();
        lines.Should().HaveCount(reports.Count + 2);
        for (var i = 0; i < reports.Count; i++)
        {
            double.IsFinite(reports[i].Report.Energy).Should().BeTrue();
            lines[i + 1].Should().Contain(reports[i].Report.ToString());
            lines[i + 1].Should().Contain("energy");
            reports[i].Lines.Should().Be(reports[0].Lines + i);
        }
    }

    private void AssertUsable(MLContext ml) => SavedModel.AssertEqual(Save(Fit(ml: new MLContext(seed: 1))), Save(Fit(ml: ml)));

    private static string[] LinesAt(List<LogLine> log, Action fit)
    {
        fit();
        log.Should().AllSatisfy(l => l.Text.Should().StartWith(typeof(TEstimator).Name));
        return [.. log.Select(l => l.Text)];
    }
}
