using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P20_row_mapper_and_prediction_engine_give_the_cursors_bits()
    {
        var model = Fit();
        var expected = Score(model);
        Assert.Equal(expected, Mapped(model, Scoring));
        Assert.Equal(expected, Predicted(model));
    }

    [Point]
    public void P20_a_mapped_row_passes_its_input_through_and_disposes_of_it()
    {
        var model = Fit();
        var table = WithCompany(Scoring);
        var expected = ViewText.OfRows(model.Transform(table.View()), model.GetOutputSchema(table.Schema));
        var mapper = model.GetRowToRowMapper(table.Schema);
        var row = new TableRow(table);
        var mapped = mapper.GetRow(row, mapper.OutputSchema);
        var read = ViewText.Reader(mapped, mapped.Schema);
        for (row.Index = 0; row.Index < table.Rows; row.Index++)
            Assert.Equal(expected[row.Index], read());
        Assert.Equal(row.Position, mapped.Position);
        mapped.Dispose();
        mapped.Dispose();
        Assert.True(row.IsDisposed);
    }

    [Point]
    public void P20_dependencies_are_minimal()
    {
        var mapper = Fit().GetRowToRowMapper(WithCompany(Scoring).Schema);
        foreach (var name in OutputNames)
            Assert.Equal(InputsOf(name).Order(), Dependencies(name));
        Assert.Equal(["A.Texts"], Dependencies("A.Texts"));
        Assert.Equal(InputsOf(OutputNames.First()).Append("A.Texts").Order(), Dependencies("A.Texts", OutputNames.First()));
        Assert.Empty(Dependencies());

        string[] Dependencies(params string[] names)
        {
            var columns = mapper.GetDependencies(names.Select(n => mapper.OutputSchema[n])).ToArray();
            Assert.All(columns, c => Assert.False(c.IsHidden));
            return [.. columns.Select(c => c.Name).Order()];
        }
    }

    [Point]
    public void P20_a_foreign_schema_is_rejected()
    {
        var mapper = Fit().GetRowToRowMapper(Scoring.Schema);
        var foreign = new Table([TableColumn.Text("Foreign", Enumerable.Repeat("a", Scoring.Rows)), .. Scoring.Columns]);
        Assert.ThrowsAny<ArgumentException>(() => mapper.GetRow(new TableRow(foreign), mapper.OutputSchema));
        Assert.ThrowsAny<ArgumentException>(() => mapper.GetRow(new TableRow(Scoring), foreign.Schema));
        Assert.ThrowsAny<ArgumentException>(() => mapper.GetDependencies(foreign.Schema).ToArray());
    }

    [Point]
    public void P21_row_order_and_subset_do_not_matter()
    {
        var model = Fit();
        var expected = Score(model);
        var rows = Enumerable.Range(0, Scoring.Rows).ToArray();
        foreach (var chosen in new[]
        {
            [.. rows.Reverse()],
            [.. rows.Where(r => r % 3 == 1)],
            [rows[^1]],
            rows[1..],
            [.. Enumerable.Range(0, 2500).Select(i => i * 7 % Scoring.Rows)], // more than a block
        })
        {
            Assert.Equal(chosen.Select(r => expected[r]), Score(model, Scoring.Select(chosen)));
        }
    }

    [Point]
    public void P22_in_a_chain_it_is_the_same_as_alone()
    {
        var expected = Score(Fit(), Training);
        var first = OutputNames.First();
        var chain = Renaming().Append(Estimator()).Append(Ml.Transforms.CopyColumns("A.Copy", first));
        var raw = Renamed(Training);
        var view = chain.Fit(raw.View()).Transform(raw.View());
        Assert.Equal(expected, ViewText.OfRows(view, OutputColumns(view.Schema)));
        Assert.Equal(
            ViewText.OfRows(view, [view.Schema[first]]).Select(l => l.Replace($"{first} = ", "A.Copy = ")),
            ViewText.OfRows(view, [view.Schema["A.Copy"]]));

        var loaded = SavedModel.Load(new MLContext(), SavedModel.Zip(Ml, chain.Fit(raw.View()), raw.Schema)).Transform(raw.View());
        Assert.Equal(expected, ViewText.OfRows(loaded, OutputColumns(loaded.Schema)));
    }

    [Point]
    public void P22_behind_a_cache_checkpoint_it_is_the_same_as_alone()
    {
        var raw = Renamed(Training);
        var chain = Renaming().AppendCacheCheckpoint(Ml).Append(Estimator());
        Assert.Equal(Score(Fit(), Training), Score(chain.Fit(raw.View()), raw));
        Assert.Equal(Score(Fit()), Score(Fit(), Ml.Data.Cache(Scoring.View())));
    }

    [Point]
    public void P22_under_cross_validation_it_is_the_same_as_alone()
    {
        const string Number = "A.Number";
        var table = Training.With(Floats.Scalar(Number, Enumerable.Range(0, Training.Rows).Select(i => (float)i)));
        var folds = Ml.Data.CrossValidationSplit(table.View(), numberOfFolds: 2, seed: 3);
        var tested = new List<int>();
        foreach (var fold in folds)
        {
            int[] train = Rows(fold.TrainSet), test = Rows(fold.TestSet);
            Assert.Empty(train.Intersect(test));
            tested.AddRange(test);

            var model = Estimator().Fit(fold.TrainSet);
            SavedModel.AssertEqual(Save(Fit(Training.Select(train))), Save(model));
            Assert.Equal(Score(model, Training.Select(test)), Score(model, fold.TestSet));
        }

        Assert.Equal(Enumerable.Range(0, table.Rows), tested.Order());

        static int[] Rows(IDataView view) => [.. view.GetColumn<float>(Number).Select(n => (int)n)];
    }

    private static string Raw(string name) => $"Raw {name}";

    private Table Renamed(Table table) => Inputs.Aggregate(table, (t, i) => t.Replace(i, t[i].Named(Raw(i))));

    private EstimatorChain<ITransformer> Renaming()
        => Inputs.Aggregate(
            new EstimatorChain<ITransformer>(),
            (chain, name) => chain.Append<ITransformer>(Ml.Transforms.CopyColumns(name, Raw(name))));
}
