using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P03_the_promised_schema_is_the_delivered_one()
    {
        AssertPromiseKept(Training);
        AssertPromiseKept(Annotated(Training, SlotNames.Of));
        AssertPromiseKept(WithCompany(Training));
    }

    [Point]
    public void P04_all_ways_to_the_output_schema_agree()
    {
        var model = Fit();
        var source = WithCompany(Annotated(Scoring, SlotNames.Of));
        var view = model.Transform(source.View());
        var expected = ViewText.OfSchema(view.Schema);

        Assert.Equal(expected, ViewText.OfSchema(model.GetOutputSchema(source.Schema)));
        Assert.True(model.IsRowToRowMapper);
        var mapper = model.GetRowToRowMapper(source.Schema);
        Assert.Equal(expected, ViewText.OfSchema(mapper.OutputSchema));
        Assert.Same(source.Schema, mapper.InputSchema);
        using var cursor = view.GetRowCursor(view.Schema);
        Assert.Same(view.Schema, cursor.Schema);
        using var row = mapper.GetRow(new TableRow(source), mapper.OutputSchema);
        Assert.Same(mapper.OutputSchema, row.Schema);
    }

    [Point]
    public void P05_input_columns_pass_through_and_outputs_hide_their_names()
    {
        var source = WithCompany(Scoring);
        var view = Fit().Transform(source.View());

        // All of the input's columns first and in order, hidden ones too, then the outputs, which are visible.
        Assert.Equal([.. source.Schema.Select(c => c.Name), .. OutputNames], view.Schema.Select(c => c.Name));
        foreach (var column in source.Schema)
        {
            Assert.Equal(column.Type, view.Schema[column.Index].Type);
            Assert.Equal(column.IsHidden || OutputNames.Contains(column.Name), view.Schema[column.Index].IsHidden);
        }

        foreach (var name in OutputNames)
            Assert.True(view.Schema[name].Index >= source.Schema.Count, $"{name} is not the output");
        Assert.Equal(
            ViewText.OfRows(source.View(), source.Schema),
            ViewText.OfRows(view, view.Schema.Take(source.Schema.Count)));
    }

    [Point]
    public void P06_slot_names_reach_the_outputs_that_have_a_slot_a_feature()
    {
        var source = Annotated(Scoring, SlotNames.Of);
        var schema = Fit().GetOutputSchema(source.Schema);
        foreach (var output in Outputs)
        {
            AssertSlotNamesFit(schema[output.Name]);
            if (output.SlotNamesFrom is { } input && VectorInputs.Contains(input))
                Assert.Equal(SlotNamesOf(source.Schema[input]), SlotNamesOf(schema[output.Name]));
        }
    }

    [Point]
    public void P06_absent_or_malformed_annotations_never_fail()
    {
        var bare = Fit();
        foreach (var output in Outputs.Where(o => o.SlotNamesFrom is not null))
            Assert.Empty(SlotNamesOf(bare.GetOutputSchema(Scoring.Schema)[output.Name]));

        var expected = Score(bare);
        foreach (var (input, what, annotations) in VectorInputs.SelectMany(
            i => SlotNames.Malformed(Size(i)).Select(m => (i, m.What, m.Annotations))))
        {
            var training = Training.Replace(input, Training[input].Annotated(annotations));
            var estimator = Estimator();
            estimator.GetOutputSchema(ShapeText.Shape(training.Schema));
            var view = estimator.Fit(training.View()).Transform(training.View());
            Assert.True(expected.SequenceEqual(ViewText.OfRows(view, OutputColumns(view.Schema))), what);
            foreach (var name in OutputNames)
                AssertSlotNamesFit(view.Schema[name]);
        }
    }

    [Point]
    public void P08_columns_that_only_fit_reads_are_not_needed_at_transform()
    {
        var model = Fit();
        var bare = Training.Only(Inputs);
        foreach (var column in TrainingInputs)
            Assert.Null(bare.Schema.GetColumnOrNull(column));
        Assert.Equal(Score(model, Training), Score(model, bare));
        Assert.Equal(Score(model, bare), Score(Reload(model, Training.Schema), bare));
    }

    private void AssertPromiseKept(Table training)
    {
        var estimator = Estimator();
        var promised = ShapeText.OfPromised(estimator.GetOutputSchema(ShapeText.Shape(training.Schema)));
        var delivered = ShapeText.OfDelivered(estimator.Fit(training.View()).Transform(training.View()).Schema);
        Assert.Equal(delivered, promised);
    }

    private int Size(string input) => ((VectorDataViewType)Training[input].Type).Size;

    private Table Annotated(Table table, Func<int, DataViewSchema.Annotations> annotations)
        => VectorInputs.Aggregate(table, (t, i) => t.Replace(i, t[i].Annotated(annotations(Size(i)))));

    // Columns of all kinds beside the component's own: hidden twins of its inputs, and inputs named like its outputs.
    private Table WithCompany(Table table)
    {
        var hidden = Inputs.Select(i => TableColumn.Text(i, Enumerable.Range(0, table.Rows).Select(r => $"hidden {r}")));
        var named = OutputNames.Where(o => table.Columns.All(c => c.Name != o)).Select(
            o => TableColumn.Scalar(o, NumberDataViewType.Double, Enumerable.Range(0, table.Rows).Select(r => r + 0.5)));
        return new Table([.. hidden, .. table.Columns, .. Company.Columns(table.Rows), .. named]);
    }

    private static void AssertSlotNamesFit(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(SlotNames.Kind) is not { } names)
            return;
        var type = Assert.IsType<VectorDataViewType>(names.Type);
        Assert.Equal(Assert.IsType<VectorDataViewType>(column.Type).Size, type.Size);
        Assert.Equal(type.Size, SlotNamesOf(column).Length);
    }

    private static string[] SlotNamesOf(DataViewSchema.Column column)
    {
        if (column.Annotations.Schema.GetColumnOrNull(SlotNames.Kind) is null)
            return [];
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(SlotNames.Kind, ref names);
        return [.. names.DenseValues().Select(n => n.ToString())];
    }
}
