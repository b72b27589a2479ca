using Microsoft.ML.Data;
using Microsoft.ML.EnergyBased.Tests.Training;

namespace Microsoft.ML.EnergyBased.Tests.Contracts;

public abstract partial class ComponentContract<TEstimator, TTransformer, TOptions>
{
    [Point]
    public void P20_RowMapperAndPredictionEngineGiveTheCursorsBits()
    {
        var model = Fit();
        var expected = Score(model);
        Mapped(model, Scoring).Should().Equal(expected);
        Predicted(model).Should().Equal(expected);
    }

    [Point]
    public void P20_AMappedRowPassesItsInputThroughAndDisposesOfIt()
    {
        var model = Fit();
        var table = WithCompany(Scoring);
        var expected = ViewText.OfRows(model.Transform(table.View()), model.GetOutputSchema(table.Schema));
        var mapper = model.GetRowToRowMapper(table.Schema);
        var row = new TableRow(table);
        var mapped = mapper.GetRow(row, mapper.OutputSchema);
        var read = ViewText.Reader(mapped, mapped.Schema);
        for (row.Index = 0; row.Index < table.Rows; row.Index++)
            read().Should().Be(expected[row.Index]);
        mapped.Position.Should().Be(row.Position);
        mapped.Dispose();
        mapped.Dispose();
        row.IsDisposed.Should().BeTrue();
    }

    [Point]
    public void P20_DependenciesAreMinimal()
    {
        var mapper = Fit().GetRowToRowMapper(WithCompany(Scoring).Schema);
        foreach (var name in OutputNames)
            Dependencies(name).Should().Equal(InputsOf(name).Order());
        Dependencies("A.Texts").Should().Equal("A.Texts");
        Dependencies("A.Texts", OutputNames.First()).Should().Equal(InputsOf(OutputNames.First()).Append("A.Texts").Order());
        Dependencies().Should().BeEmpty();

        string[] Dependencies(params string[] names)
        {
            var columns = mapper.GetDependencies(names.Select(n => mapper.OutputSchema[n])).ToArray();
            columns.Should().NotContain(c => c.IsHidden);
            return [.. columns.Select(c => c.Name).Order()];
        }
    }

    [Point]
    public void P20_AForeignSchemaIsRejected()
    {
        var mapper = Fit().GetRowToRowMapper(Scoring.Schema);
        var foreign = new Table([TableColumn.Text("Foreign", Enumerable.Repeat("a", Scoring.Rows)), .. Scoring.Columns]);
        FluentActions.Invoking(() => mapper.GetRow(new TableRow(foreign), mapper.OutputSchema)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => mapper.GetRow(new TableRow(Scoring), foreign.Schema)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => mapper.GetDependencies(foreign.Schema).ToArray()).Should().Throw<ArgumentException>();
    }

    [Point]
    public void P21_RowOrderAndSubsetDoNotMatter()
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
            Score(model, Scoring.Select(chosen)).Should().Equal(chosen.Select(r => expected[r]));
        }
    }

    [Point]
    public void P22_InAChainItIsTheSameAsAlone()
    {
        var expected = Score(Fit(), Training);
        var first = OutputNames.First();
        var chain = Renaming().Append(Estimator()).Append(Ml.Transforms.CopyColumns("A.Copy", first));
        var raw = Renamed(Training);
        var view = chain.Fit(raw.View()).Transform(raw.View());
        ViewText.OfRows(view, OutputColumns(view.Schema)).Should().Equal(expected);
        ViewText.OfRows(view, [view.Schema["A.Copy"]])
            .Should().Equal(ViewText.OfRows(view, [view.Schema[first]]).Select(l => l.Replace($"{first} = ", "A.Copy = ")));

        var loaded = SavedModel.Load(new MLContext(), SavedModel.Zip(Ml, chain.Fit(raw.View()), raw.Schema)).Transform(raw.View());
        ViewText.OfRows(loaded, OutputColumns(loaded.Schema)).Should().Equal(expected);
    }

    [Point]
    public void P22_BehindACacheCheckpointItIsTheSameAsAlone()
    {
        var raw = Renamed(Training);
        var chain = Renaming().AppendCacheCheckpoint(Ml).Append(Estimator());
        Score(chain.Fit(raw.View()), raw).Should().Equal(Score(Fit(), Training));
        Score(Fit(), Ml.Data.Cache(Scoring.View())).Should().Equal(Score(Fit()));
    }

    [Point]
    public void P22_UnderCrossValidationItIsTheSameAsAlone()
    {
        const string Number = "A.Number";
        var table = Training.With(Floats.Scalar(Number, Enumerable.Range(0, Training.Rows).Select(i => (float)i)));
        var folds = Ml.Data.CrossValidationSplit(table.View(), numberOfFolds: 2, seed: 3);
        var tested = new List<int>();
        foreach (var fold in folds)
        {
            int[] train = Rows(fold.TrainSet), test = Rows(fold.TestSet);
            train.Intersect(test).Should().BeEmpty();
            tested.AddRange(test);

            var model = Estimator().Fit(fold.TrainSet);
            SavedModel.AssertEqual(Save(Fit(Training.Select(train))), Save(model));
            Score(model, fold.TestSet).Should().Equal(Score(model, Training.Select(test)));
        }

        tested.Order().ShouldEqual(Enumerable.Range(0, table.Rows));

        static int[] Rows(IDataView view) => [.. view.GetColumn<float>(Number).Select(n => (int)n)];
    }

    private static string Raw(string name) => $"Raw {name}";

    private Table Renamed(Table table) => Inputs.Aggregate(table, (t, i) => t.Replace(i, t[i].Named(Raw(i))));

    private EstimatorChain<ITransformer> Renaming()
        => Inputs.Aggregate(
            new EstimatorChain<ITransformer>(),
            (chain, name) => chain.Append<ITransformer>(Ml.Transforms.CopyColumns(name, Raw(name))));
}
