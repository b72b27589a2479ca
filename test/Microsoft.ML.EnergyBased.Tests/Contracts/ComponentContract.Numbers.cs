using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    private static readonly float[] BadNumbers = [float.NaN, float.PositiveInfinity, float.NegativeInfinity];

    [Point]
    public void P23_SparseInputEqualsDenseInput()
    {
        VectorInputs.Should().Contain(i => Floats.Of(Training[i]).Any(row => row.Count(v => v == 0) > 1));
        var dense = Fit();
        foreach (var zeros in new[] { Zeros.Implicit, Zeros.Explicit })
        {
            var table = VectorInputs.Aggregate(Training, (t, i) => t.Replace(i, Floats.Vector(i, Floats.Of(t[i]), zeros)));
            SavedModel.AssertEqual(Save(dense), Save(Fit(table)));
            Score(dense, table).Should().Equal(Score(dense, Training));
            Mapped(dense, table.Only(Inputs)).Should().Equal(Score(dense, Training));
        }
    }

    [Point]
    public void P24_AtFitABadRowIsSkippedWithOneCountedWarning()
    {
        foreach (var input in NumbersOfFit)
        {
            // A single NaN may stand for what is unobserved: then only an infinity makes a row bad.
            var bad = Training.Set(input, NaNIsUnobserved ? float.PositiveInfinity : float.NaN, 0, 3).Set(input, float.PositiveInfinity, null, 10).Set(input, float.NegativeInfinity, 0, Training.Rows - 1);
            var good = Training.Select([.. Enumerable.Range(0, Training.Rows - 1).Where(r => r is not 3 and not 10)]);
            var ml = new MLContext(seed: 1);
            var warnings = LogLines.Of(ml, Runtime.ChannelMessageKind.Warning);
            var model = Fit(bad, ml);
            var warning = warnings.Should().ContainSingle().Which;
            NumberText.Numbers(warning.Text).Should().Contain(n => n == 3);
            warning.Text.Should().Contain($"'{input}'");
            SavedModel.AssertEqual(Save(Fit(good)), Save(model));

            var none = LogLines.Of(Ml, Runtime.ChannelMessageKind.Warning);
            Fit();
            none.Should().BeEmpty();
        }
    }

    [Point]
    public void P24_AtFitNothingButBadRowsThrows()
    {
        foreach (var input in NumbersOfFit)
        {
            var bad = Training.Set(input, float.NaN, null, [.. Enumerable.Range(0, Training.Rows)]);
            var e = FluentActions.Invoking(() => Fit(bad)).Should().ThrowExactly<InvalidOperationException>().Which;
            e.Message.Should().Contain($"{Training.Rows}");
            e.Message.Should().Contain($"'{input}'");
        }
    }

    [Point]
    public void P24_AtScoringABadRowGivesBadValuesAndLeavesItsNeighbours()
    {
        var model = Fit();
        var expected = Score(model);
        foreach (var input in Inputs)
        {
            var slots = Scoring[input].Type is VectorDataViewType ? Enumerable.Range(0, Size(input)) : [0];
            foreach (var (slot, value) in slots.SelectMany(s => BadNumbers.Select(b => (s, b))))
            {
                if (NaNIsUnobserved && float.IsNaN(value) && slots.Count() > 1)
                    continue;
                var table = Scoring.Set(input, value, slot, 0, 4, Scoring.Rows - 1);
                AssertBadRows(expected, Score(model, table), input, 0, 4, Scoring.Rows - 1);
                AssertBadRows(expected, Mapped(model, table), input, 0, 4, Scoring.Rows - 1);
            }
        }
    }

    [Point]
    public void P24_ARowWithNothingObservedGivesBadValues()
    {
        var model = Fit();
        var table = Inputs.Aggregate(Scoring, (t, i) => t.Set(i, float.NaN, null, 2));
        AssertBadRows(Score(model), Score(model, table), null, 2);
    }

    [Point]
    public void P25_WithoutRowsFitThrowsAndTransformGivesAnEmptyView()
    {
        var empty = Training.Take(0);
        var e = FluentActions.Invoking(() => Fit(empty)).Should().ThrowExactly<InvalidOperationException>().Which;
        e.Message.Should().Contain("no rows");
        FluentActions.Invoking(() => Estimator().Fit(new TableView(empty) { KnowsCount = false })).Should().ThrowExactly<InvalidOperationException>();

        var model = Fit();
        var view = model.Transform(Scoring.Take(0).View());
        ViewText.OfSchema(view.Schema).Should().Equal(ViewText.OfSchema(model.GetOutputSchema(Scoring.Schema)));
        ViewText.OfRows(view, view.Schema).Should().BeEmpty();
        view.GetRowCount().Should().Be(0);
        InSet(view, 3).Should().BeEmpty();
    }

    [Point]
    public void P26_OddTrainingDataGivesAnAnswerOrAClearError()
    {
        var all = Enumerable.Range(0, Training.Rows).ToArray();
        AssertAnswerOrError("one row", Training.Take(1));
        AssertAnswerOrError("two rows", Training.Take(2));
        AssertAnswerOrError("duplicate rows only", Training.Select(new int[40]));
        AssertAnswerOrError("each row many times", Training.Cycle(5 * Training.Rows));
        AssertAnswerOrError("zeros only", Inputs.Aggregate(Training, (t, i) => t.Set(i, 0, null, all)));
        if (TakesAnySize)
            AssertAnswerOrError("one feature", VectorInputs.Aggregate(Training, (t, i) => t.Alter(i, (_, v) => [v[0]])));
        foreach (var input in Inputs)
        {
            AssertAnswerOrError($"a constant in {input}", Training.Set(input, 3, 0, all));
            AssertAnswerOrError($"huge numbers in {input}", Training.Alter(input, (_, v) => Array.ConvertAll(v, x => x * 1e18f)));
            AssertAnswerOrError($"the largest numbers in {input}", Training.Alter(input, (row, v) => Array.ConvertAll(v, _ => row % 2 == 0 ? float.MaxValue : -float.MaxValue)));
            AssertAnswerOrError($"tiny numbers in {input}", Training.Alter(input, (_, v) => Array.ConvertAll(v, x => x * 1e-40f)));
        }
    }

    [Point]
    public void P27_WeightZeroIsAnAbsentRowAndWeightTwoARowTwice()
    {
        const string Weight = "A.Weight";
        var half = Training.Rows / 2;
        var all = Enumerable.Range(0, Training.Rows).ToArray();
        var options = () => Options(("ExampleWeightColumnName", Weight));
        Compare(row => row < half ? 1 : 0, all[..half]);
        Compare(row => row < half ? 2 : 1, [.. all[..half], .. all]);
        Compare(_ => 1, all);

        void Compare(Func<int, float> weight, int[] rows)
        {
            var weighted = Fit(Training.With(Floats.Scalar(Weight, all.Select(weight))), options: options());
            var repeated = Fit(Training.Select(rows).With(Floats.Scalar(Weight, rows.Select(_ => 1f))), options: options());
            var (first, second) = (weighted.Transform(Scoring.View()), repeated.Transform(Scoring.View()));

            // Random starts see other rows, so a component may number its latents otherwise; its first output must agree.
            NumberText.AssertClose(
                ViewText.OfRows(second, [second.Schema[OutputNames.First()]]), ViewText.OfRows(first, [first.Schema[OutputNames.First()]]), 1e-4, 1e-5);
        }
    }

    // Rows of which one input is bad, or all of them (null).
    private void AssertBadRows(string[] expected, string[] actual, string? input, params int[] rows)
    {
        actual.Should().HaveCount(expected.Length);
        for (var row = 0; row < expected.Length; row++)
        {
            if (!rows.Contains(row))
            {
                actual[row].Should().Be(expected[row]);
                continue;
            }

            foreach (var (output, before, cell) in Outputs.Zip(expected[row].Split("; "), actual[row].Split("; ")))
            {
                if (input is not null && output.Reads is { } reads && !reads.Contains(input))
                    cell.Should().Be(before);
                else
                    cell[$"{output.Name} = ".Length..].Trim('[', ']').Split(", ").Should().AllSatisfy(v => v.Should().Be(output.OfBadRow));
            }
        }
    }

    private void AssertAnswerOrError(string what, Table training)
    {
        try
        {
            var unanswered = Score(Fit(training), training).Where(line => Outputs.Zip(line.Split("; ")).Any(pair =>
            {
                var text = pair.Second[$"{pair.First.Name} = ".Length..];
                return text.Contains("NaN") || (pair.First.OfBadRow == "0" && text == "0");
            })).ToArray();
            unanswered.Should().BeEmpty(what);
        }
        catch (InvalidOperationException e)
        {
            e.Message.Length.Should().BeGreaterThan(20, "{0}: {1}", what, e.Message);
        }
    }
}
