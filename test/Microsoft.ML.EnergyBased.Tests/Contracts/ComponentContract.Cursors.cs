using FluentAssertions.Execution;
using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P09_OnlyFitReads()
    {
        var training = Training.View();
        var model = Estimator().Fit(training);
        training.Openings.Should().BeGreaterThan(0);
        training.Undisposed.Should().Be(0);
        training.Requested.Should().AllSatisfy(r => r.Order().Should().Equal(Inputs.Concat(TrainingInputs).Order()));

        var scoring = Scoring.View();
        var view = model.Transform(scoring);
        model.GetOutputSchema(scoring.Schema);
        model.GetRowToRowMapper(scoring.Schema);
        view.GetRowCount();
        (scoring.Schema.Count + Outputs.Count).Should().Be(view.Schema.Count);
        scoring.Openings.Should().Be(0);
    }

    [Point]
    public void P10_OnlyWhatActiveOutputsDependOnIsActivated()
    {
        var table = WithCompany(Scoring);
        var model = Fit();
        foreach (var name in OutputNames)
            RequestedFor(model, table, name).Order().Should().Equal(InputsOf(name).Order());
        RequestedFor(model, table, "A.Int64").Should().Equal("A.Int64");
        RequestedFor(model, table, "A.Int64", OutputNames.Last()).Order().Should().Equal(InputsOf(OutputNames.Last()).Append("A.Int64").Order());
        RequestedFor(model, table).Should().BeEmpty();
    }

    [Point]
    public void P10_AnInactiveOutputCostsNothing()
    {
        var source = WithCompany(Scoring).View();
        var view = Fit().Transform(source);
        using (var cursor = view.GetRowCursor([view.Schema["A.Int64"]]))
        {
            while (cursor.MoveNext())
            {
            }
        }

        source.RowsRead.Should().Be(Scoring.Rows);
        source.ColumnsRead.Should().NotContain(s => Inputs.Contains(s));
        source.Undisposed.Should().Be(0);
    }

    [Point]
    public void P11_AGetterForAnInactiveColumnOrOfAnotherTypeThrows()
    {
        var table = WithCompany(Scoring);
        var model = Fit();
        var view = model.Transform(table.View());
        var mapper = model.GetRowToRowMapper(table.Schema);
        foreach (var active in view.Schema)
        {
            using var cursor = view.GetRowCursor([active]);
            AssertGetters(cursor, active);
            using var row = mapper.GetRow(new TableRow(table), [mapper.OutputSchema[active.Index]]);
            AssertGetters(row, row.Schema[active.Index]);
        }

        FluentActions.Invoking(() => view.GetRowCursor(new Table(TableColumn.Text("Foreign", ["a"])).Schema)).Should().Throw<ArgumentException>();
    }

    [Point]
    public void P12_TheValuesDoNotDependOnWhichColumnsAreActive()
    {
        var view = Fit().Transform(WithCompany(Scoring).View());
        var outputs = OutputColumns(view.Schema);
        var all = outputs.Select(o => AllActive(view, o)).ToArray();
        for (var i = 0; i < outputs.Count; i++)
        {
            ViewText.OfRows(view, [outputs[i]]).Should().Equal(all[i]);
            for (var j = 0; j < i; j++)
            {
                using var cursor = view.GetRowCursor([outputs[j], outputs[i], view.Schema["A.Sparse"]]);
                ViewText.OfRows(cursor, [outputs[i]]).Should().Equal(all[i]);
            }
        }
    }

    [Point]
    public void P14_PastTheEndACursorStaysThereAndDisposesTwice()
    {
        var source = Scoring.View();
        var view = Fit().Transform(source);
        var cursor = view.GetRowCursor(view.Schema);
        cursor.Position.Should().Be(-1);
        for (var row = 0; row < Scoring.Rows; row++)
        {
            cursor.MoveNext().Should().BeTrue();
            cursor.Position.Should().Be(row);
        }

        for (var again = 0; again < 3; again++)
        {
            cursor.MoveNext().Should().BeFalse();
            cursor.Position.Should().Be(-1);
        }

        source.Undisposed.Should().Be(1);
        cursor.Dispose();
        cursor.Dispose();
        source.Undisposed.Should().Be(0);
    }

    [Point]
    public void P14_ACursorLeftEarlyLetsGoOfItsSource()
    {
        var source = Scoring.View();
        var view = Fit().Transform(source);
        var cursor = view.GetRowCursor(view.Schema);
        cursor.MoveNext();
        cursor.Dispose();
        cursor.Dispose();
        source.Undisposed.Should().Be(0);
        source.Openings.Should().Be(1);
    }

    [Point]
    public void P17_TheRowCountIsUnknownOrExact()
    {
        var model = Fit();
        model.Transform(Scoring.View()).GetRowCount().Should().Be(Scoring.Rows);
        foreach (var view in new IDataView[]
        {
            new TableView(Scoring) { KnowsCount = false },
            Ml.Data.TakeRows(Scoring.View(), 3),
            Ml.Data.SkipRows(Scoring.View(), 3),
        })
        {
            var scored = model.Transform(view);
            new long?[] { null, ViewText.OfRows(scored, [scored.Schema[0]]).Length }.Should().Contain(scored.GetRowCount());
        }
    }

    private static string[] RequestedFor(ITransformer model, Table table, params string[] names)
    {
        var source = table.View();
        var view = model.Transform(source);
        using var cursor = view.GetRowCursor(names.Select(n => view.Schema[n]));
        return source.Requested.Should().ContainSingle().Which;
    }

    private static string[] AllActive(IDataView view, DataViewSchema.Column column)
    {
        using var cursor = view.GetRowCursor(view.Schema);
        return ViewText.OfRows(cursor, [column]);
    }

    private static void AssertGetters(DataViewRow row, DataViewSchema.Column active)
    {
        foreach (var column in row.Schema)
        {
            var isActive = column.Index == active.Index;
            row.IsColumnActive(column).Should().Be(isActive);
            AssertGetter<float>(row, column, isActive);
            AssertGetter<double>(row, column, isActive);
            AssertGetter<int>(row, column, isActive);
            AssertGetter<uint>(row, column, isActive);
            AssertGetter<bool>(row, column, isActive);
            AssertGetter<VBuffer<float>>(row, column, isActive);
            AssertGetter<VBuffer<double>>(row, column, isActive);
        }
    }

    private static void AssertGetter<TValue>(DataViewRow row, DataViewSchema.Column column, bool isActive)
    {
        var e = Record.Exception(() => row.GetGetter<TValue>(column));
        var given = isActive && column.Type.RawType == typeof(TValue);
        if (given != e is null)
            Execute.Assertion.BecauseOf("{0} as {1}: {2}", column.Name, typeof(TValue).Name, e?.Message ?? "no exception").FailWith("A failure was not expected{reason}.");
    }
}
