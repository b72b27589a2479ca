using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P09_only_fit_reads()
    {
        var training = Training.View();
        var model = Estimator().Fit(training);
        Assert.True(training.Openings > 0);
        Assert.Equal(0, training.Undisposed);
        Assert.All(training.Requested, r => Assert.Equal(Inputs.Concat(TrainingInputs).Order(), r.Order()));

        var scoring = Scoring.View();
        var view = model.Transform(scoring);
        model.GetOutputSchema(scoring.Schema);
        model.GetRowToRowMapper(scoring.Schema);
        view.GetRowCount();
        Assert.Equal(view.Schema.Count, scoring.Schema.Count + Outputs.Count);
        Assert.Equal(0, scoring.Openings);
    }

    [Point]
    public void P10_only_what_active_outputs_depend_on_is_activated()
    {
        var table = WithCompany(Scoring);
        var model = Fit();
        foreach (var name in OutputNames)
            Assert.Equal(InputsOf(name).Order(), RequestedFor(model, table, name).Order());
        Assert.Equal(["A.Int64"], RequestedFor(model, table, "A.Int64"));
        Assert.Equal(InputsOf(OutputNames.Last()).Append("A.Int64").Order(), RequestedFor(model, table, "A.Int64", OutputNames.Last()).Order());
        Assert.Empty(RequestedFor(model, table));
    }

    [Point]
    public void P10_an_inactive_output_costs_nothing()
    {
        var source = WithCompany(Scoring).View();
        var view = Fit().Transform(source);
        using (var cursor = view.GetRowCursor([view.Schema["A.Int64"]]))
        {
            while (cursor.MoveNext())
            {
            }
        }

        Assert.Equal(Scoring.Rows, source.RowsRead);
        Assert.DoesNotContain(source.ColumnsRead, Inputs.Contains);
        Assert.Equal(0, source.Undisposed);
    }

    [Point]
    public void P11_a_getter_for_an_inactive_column_or_of_another_type_throws()
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

        Assert.ThrowsAny<ArgumentException>(() => view.GetRowCursor(new Table(TableColumn.Text("Foreign", ["a"])).Schema));
    }

    [Point]
    public void P12_the_values_do_not_depend_on_which_columns_are_active()
    {
        var view = Fit().Transform(WithCompany(Scoring).View());
        var outputs = OutputColumns(view.Schema);
        var all = outputs.Select(o => AllActive(view, o)).ToArray();
        for (var i = 0; i < outputs.Count; i++)
        {
            Assert.Equal(all[i], ViewText.OfRows(view, [outputs[i]]));
            for (var j = 0; j < i; j++)
            {
                using var cursor = view.GetRowCursor([outputs[j], outputs[i], view.Schema["A.Sparse"]]);
                Assert.Equal(all[i], ViewText.OfRows(cursor, [outputs[i]]));
            }
        }
    }

    [Point]
    public void P14_past_the_end_a_cursor_stays_there_and_disposes_twice()
    {
        var source = Scoring.View();
        var view = Fit().Transform(source);
        var cursor = view.GetRowCursor(view.Schema);
        Assert.Equal(-1, cursor.Position);
        for (var row = 0; row < Scoring.Rows; row++)
        {
            Assert.True(cursor.MoveNext());
            Assert.Equal(row, cursor.Position);
        }

        for (var again = 0; again < 3; again++)
        {
            Assert.False(cursor.MoveNext());
            Assert.Equal(-1, cursor.Position);
        }

        Assert.Equal(1, source.Undisposed);
        cursor.Dispose();
        cursor.Dispose();
        Assert.Equal(0, source.Undisposed);
    }

    [Point]
    public void P14_a_cursor_left_early_lets_go_of_its_source()
    {
        var source = Scoring.View();
        var view = Fit().Transform(source);
        var cursor = view.GetRowCursor(view.Schema);
        cursor.MoveNext();
        cursor.Dispose();
        cursor.Dispose();
        Assert.Equal(0, source.Undisposed);
        Assert.Equal(1, source.Openings);
    }

    [Point]
    public void P17_the_row_count_is_unknown_or_exact()
    {
        var model = Fit();
        Assert.Equal(Scoring.Rows, model.Transform(Scoring.View()).GetRowCount());
        foreach (var view in new IDataView[]
        {
            new TableView(Scoring) { KnowsCount = false },
            Ml.Data.TakeRows(Scoring.View(), 3),
            Ml.Data.SkipRows(Scoring.View(), 3),
        })
        {
            var scored = model.Transform(view);
            Assert.Contains(scored.GetRowCount(), new long?[] { null, ViewText.OfRows(scored, [scored.Schema[0]]).Length });
        }
    }

    private static string[] RequestedFor(ITransformer model, Table table, params string[] names)
    {
        var source = table.View();
        var view = model.Transform(source);
        using var cursor = view.GetRowCursor(names.Select(n => view.Schema[n]));
        return Assert.Single(source.Requested);
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
            Assert.Equal(isActive, row.IsColumnActive(column));
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
        Assert.True(given == e is null, $"{column.Name} as {typeof(TValue).Name}: {e?.Message ?? "no exception"}");
    }
}
