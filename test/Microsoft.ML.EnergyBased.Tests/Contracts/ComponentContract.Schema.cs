using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Assertions;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P03_ThePromisedSchemaIsTheDeliveredOne()
    {
        AssertPromiseKept(Training);
        AssertPromiseKept(Annotated(Training, SlotNames.Of));
        AssertPromiseKept(WithCompany(Training));
    }

    [Point]
    public void P04_AllWaysToTheOutputSchemaAgree()
    {
        var model = Fit();
        var source = WithCompany(Annotated(Scoring, SlotNames.Of));
        var view = model.Transform(source.View());
        var expected = ViewText.OfSchema(view.Schema);

        ViewText.OfSchema(model.GetOutputSchema(source.Schema)).Should().Equal(expected);
        model.IsRowToRowMapper.Should().BeTrue();
        var mapper = model.GetRowToRowMapper(source.Schema);
        ViewText.OfSchema(mapper.OutputSchema).Should().Equal(expected);
        mapper.InputSchema.Should().BeSameAs(source.Schema);
        using var cursor = view.GetRowCursor(view.Schema);
        cursor.Schema.Should().BeSameAs(view.Schema);
        using var row = mapper.GetRow(new TableRow(source), mapper.OutputSchema);
        row.Schema.Should().BeSameAs(mapper.OutputSchema);
    }

    [Point]
    public void P05_InputColumnsPassThroughAndOutputsHideTheirNames()
    {
        var source = WithCompany(Scoring);
        var view = Fit().Transform(source.View());

        // All of the input's columns first and in order, hidden ones too, then the outputs, which are visible.
        view.Schema.Select(c => c.Name).Should().Equal([.. source.Schema.Select(c => c.Name), .. OutputNames]);
        foreach (var column in source.Schema)
        {
            view.Schema[column.Index].Type.Should().Be(column.Type);
            view.Schema[column.Index].IsHidden.Should().Be(column.IsHidden || OutputNames.Contains(column.Name));
        }

        foreach (var name in OutputNames)
            view.Schema[name].Index.Should().BeGreaterThanOrEqualTo(source.Schema.Count, "{0} is not the output", name);
        ViewText.OfRows(view, view.Schema.Take(source.Schema.Count)).Should().Equal(ViewText.OfRows(source.View(), source.Schema));
    }

    [Point]
    public void P06_SlotNamesReachTheOutputsThatHaveASlotAFeature()
    {
        var source = Annotated(Scoring, SlotNames.Of);
        var schema = Fit().GetOutputSchema(source.Schema);
        foreach (var output in Outputs)
        {
            AssertSlotNamesFit(schema[output.Name]);
            if (output.SlotNamesFrom is { } input && VectorInputs.Contains(input))
                SlotNamesOf(schema[output.Name]).Should().Equal(SlotNamesOf(source.Schema[input]));
        }
    }

    [Point]
    public void P06_AbsentOrMalformedAnnotationsNeverFail()
    {
        var bare = Fit();
        foreach (var output in Outputs.Where(o => o.SlotNamesFrom is not null))
            SlotNamesOf(bare.GetOutputSchema(Scoring.Schema)[output.Name]).Should().BeEmpty();

        var expected = Score(bare);
        foreach (var (input, what, annotations) in VectorInputs.SelectMany(
            i => SlotNames.Malformed(Size(i)).Select(m => (i, m.What, m.Annotations))))
        {
            var training = Training.Replace(input, Training[input].Annotated(annotations));
            var estimator = Estimator();
            estimator.GetOutputSchema(ShapeText.Shape(training.Schema));
            var view = estimator.Fit(training.View()).Transform(training.View());
            expected.Should().Equal(ViewText.OfRows(view, OutputColumns(view.Schema)), what);
            foreach (var name in OutputNames)
                AssertSlotNamesFit(view.Schema[name]);
        }
    }

    [Point]
    public void P08_ColumnsThatOnlyFitReadsAreNotNeededAtTransform()
    {
        var model = Fit();
        var bare = Training.Only(Inputs);
        foreach (var column in TrainingInputs)
            bare.Schema.GetColumnOrNull(column).Should().BeNull();
        Score(model, bare).Should().Equal(Score(model, Training));
        Score(Reload(model, Training.Schema), bare).Should().Equal(Score(model, bare));
    }

    private void AssertPromiseKept(Table training)
    {
        var estimator = Estimator();
        var promised = ShapeText.OfPromised(estimator.GetOutputSchema(ShapeText.Shape(training.Schema)));
        var delivered = ShapeText.OfDelivered(estimator.Fit(training.View()).Transform(training.View()).Schema);
        promised.Should().Equal(delivered);
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
        var type = names.Type.Should().BeOfType<VectorDataViewType>().Which;
        type.Size.Should().Be(column.Type.Should().BeOfType<VectorDataViewType>().Which.Size);
        SlotNamesOf(column).Should().HaveCount(type.Size);
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
