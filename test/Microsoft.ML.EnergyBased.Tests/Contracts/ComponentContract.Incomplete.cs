using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    private const string Missing = "MissingValues";

    private string Features => Inputs[^1];

    // Three of ten cells, at random, but never all of a row.
    private Table Incomplete => Training.Alter(Features, (row, values) => [.. values.Select((v, j) => IsMissing(row, j) && j != row % values.Length ? float.NaN : v)]);

    private static bool IsMissing(int row, int feature, int ofTen = 3) => unchecked(((((uint)row * 31) + (uint)feature + 7) * 2654435761) >> 16) % 10 < ofTen;

    [Point(Option = Missing)]
    public void P36_LearnEqualsSkipOnCompleteRows()
        => Score(Fit(options: Options((Missing, MissingValues.Learn)))).Should().Equal(Score(Fit(options: Options((Missing, MissingValues.Skip)))));

    [Point(Option = Missing)]
    public void P36_IncompleteRowsAreLearntFrom()
    {
        var ml = new MLContext(seed: 1);
        var warnings = LogLines.Of(ml, Runtime.ChannelMessageKind.Warning);
        var learnt = Fit(Incomplete, ml, Options((Missing, MissingValues.Learn)));
        warnings.Should().NotContain(line => line.Text.Contains("Skipped"));
        Score(learnt).Should().NotEqual(Score(Fit(Incomplete, options: Options((Missing, MissingValues.Skip)))));
    }

    [Point(Option = Missing)]
    public void P36_ARowWithNothingObservedIsSkippedAndCounted()
    {
        var ml = new MLContext(seed: 1);
        var warnings = LogLines.Of(ml, Runtime.ChannelMessageKind.Warning);
        var model = Fit(Incomplete.Set(Features, float.NaN, null, 4, 9), ml, Options((Missing, MissingValues.Learn)));
        warnings.Should().ContainSingle(line => line.Text.Contains("Skipped")).Which.Text.Should().Contain("Skipped 2 of ").And.Contain($"'{Features}'");
        var without = Incomplete.Select([.. Enumerable.Range(0, Training.Rows).Where(row => row is not 4 and not 9)]);
        SavedModel.AssertEqual(Save(Fit(without, options: Options((Missing, MissingValues.Learn)))), Save(model));
    }

    [Point(Option = Missing)]
    public void P36_AFeatureThatNoRowObservesIsNamed()
    {
        var never = Training.Set(Features, float.NaN, 1, [.. Enumerable.Range(0, Training.Rows)]);
        var e = FluentActions.Invoking(() => Fit(never, options: Options((Missing, MissingValues.Learn)))).Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("feature 1").And.Contain($"'{Features}'");
    }

    [Point(Option = Missing)]
    public void P36_AnIncompleteRowHasAllOutputsAndLeavesItsNeighbours()
    {
        var model = Fit(Incomplete, options: Options((Missing, MissingValues.Learn)));
        var complete = Score(model);
        var scored = Score(model, Incomplete.Only(Inputs));
        scored.Should().NotContain(line => line.Contains("NaN")).And.HaveCount(Training.Rows);
        Mapped(model, Incomplete.Only(Inputs)).Should().Equal(scored);
        var observed = Floats.Of(Incomplete[Features]).Select(row => !row.Contains(float.NaN)).ToArray();
        observed.Should().Contain(true).And.Contain(false);
        for (var row = 0; row < observed.Length; row++)
            (scored[row] == complete[row]).Should().Be(observed[row], "row {0}", row);
    }

    [Point(Option = Missing)]
    public void P36_WhatItWasTrainedWithIsSaved()
    {
        foreach (var missing in new[] { MissingValues.Learn, MissingValues.Skip })
        {
            var model = Fit(Incomplete, options: Options((Missing, missing)));
            Score(Reload(model, Training.Schema), Incomplete.Only(Inputs)).Should().Equal(Score(model, Incomplete.Only(Inputs)));
            Score(model, Incomplete.Only(Inputs)).Any(line => line.Contains("NaN")).Should().Be(missing == MissingValues.Skip);
        }
    }

    [Point(Option = Missing)]
    public void P36_LearnCompletesBetterThanSkip()
        => CompletionError(MissingValues.Learn).Should().BeLessThan(CompletionError(MissingValues.Skip));

    // The squared error in cells that are missing, of clusters that differ in every feature.
    private double CompletionError(MissingValues missing)
    {
        var noise = Tables.Blobs(Training.Rows, 4 * Size(Features));
        float[] Truth(int row) => [.. Enumerable.Range(0, Size(Features)).Select(j => (row % 3) + (j % 2) + (0.3f * (noise[row][4 * j] - (4 * ((row % 3) - 1)))))];
        var training = Training.Alter(Features, (row, values) => [.. Truth(row).Select((v, j) => IsMissing(row, j, ofTen: 5) && j != row % values.Length ? float.NaN : v)]);
        var model = Fit(training, options: Options((Missing, missing)));
        var completion = Ml.EnergyBased().Completion((EnergyBasedTransformer)(object)model).Fit(training.View());
        double error = 0;
        var holes = Floats.Of(training[Features]);
        foreach (var (values, row) in completion.Transform(training.View()).GetColumn<float[]>("Completed").Select((v, row) => (v, row)))
            error += values.Select((v, j) => float.IsNaN(holes[row][j]) ? Math.Pow(v - Truth(row)[j], 2) : 0).Sum();
        return error;
    }
}
